#pragma once

#include "http_client/connection.hpp"
#include "http_client/options.hpp"

#include <spotter/http_client/http_client.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace spotter::http_client {

/// Whether the request brings a header of that name, any case.
bool has_header(const Request& request, std::string_view name);

/// Whether the request says how long its body is, though there may be none (RFC 9110, 8.6).
bool states_length(const Request& request);

/// The bytes of a request in HTTP/1.1 (RFC 9112), body and all. The request is_sendable().
std::string http1_request(const Request& request, const Connecting& how);

/// Reads responses in HTTP/1.1 and hands them on, line by line and piece by piece. A machine: no
/// I/O.
class Http1Reader {
 public:
  /// Of a head, or of the line before a chunk, at which reading ends: ResponseHead has the limit
  /// that counts.
  explicit Http1Reader(std::size_t head_bytes_max);
  Http1Reader(const Http1Reader&) = delete;
  Http1Reader& operator=(const Http1Reader&) = delete;
  ~Http1Reader();

  enum class Fed {
    more,       ///< the response goes on
    complete,   ///< it is over, and nothing came after it
    overrun,    ///< it is over, and what came after it is nobody's
    stopped,    ///< the requester wants no more of it
    malformed,  ///< this is not HTTP/1.1
    cut         ///< of end() only: the response is not whole
  };

  /// A request was sent, whose response comes next. The requester lives until that is over.
  void expect(Requester& requester, bool head_only);
  Fed feed(std::string_view bytes);
  /// The connection is at its end.
  Fed end();
  /// Whether anything of the response came.
  [[nodiscard]] bool has_begun() const noexcept;
  /// Once complete: whether the peer takes another request.
  [[nodiscard]] bool is_kept() const noexcept;

 private:
  struct Parser;
  Fed parse(std::string_view& bytes);
  void begin();

  std::size_t head_bytes_max_;
  std::string left_;  ///< bytes that mean nothing without those to come
  std::unique_ptr<Parser> parser_;
  Requester* requester_ = nullptr;
  bool head_only_ = false;
  bool begun_ = false;
};

}  // namespace spotter::http_client
