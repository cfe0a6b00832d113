#pragma once

#include "support/loop.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace spotter::testing {

/// An HTTP/2 server on 127.0.0.1, on clear text, that refuses streams before it answers one: what
/// a server does whose limit of streams the client could not know yet (RFC 9113, 8.7 and 5.1.2).
/// It runs on the test's loop.
class RefusingHttp2 {
 public:
  enum class How {
    stream,      ///< RST_STREAM with REFUSED_STREAM
    late,        ///< the same, after an answer has begun
    error,       ///< RST_STREAM with INTERNAL_ERROR
    connection,  ///< GOAWAY that names no stream: all are unprocessed, and no more are taken
    others,      ///< the first stream of a connection is held; the next is refused by GOAWAY
    no_streams,  ///< SETTINGS that allow none
    silence      ///< no SETTINGS, nothing
  };
  /// `refusals`: streams that are refused; those after them are answered with 200 and "answered".
  RefusingHttp2(Loop& loop, std::size_t refusals, How how = How::stream);
  RefusingHttp2(const RefusingHttp2&) = delete;
  RefusingHttp2& operator=(const RefusingHttp2&) = delete;
  /// Closes everything and turns the loop until that is done.
  ~RefusingHttp2();

  [[nodiscard]] std::string url() const;
  /// Requests that came, refused ones too.
  [[nodiscard]] std::size_t requests() const noexcept;
  [[nodiscard]] std::size_t connections() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::testing
