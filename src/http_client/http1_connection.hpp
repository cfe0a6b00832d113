#pragma once

#include "http_client/connection.hpp"
#include "http_client/http1_message.hpp"
#include "http_client/wire.hpp"

#include <memory>
#include <span>
#include <string>

namespace spotter::http_client {

/// HTTP/1.1: one request at a time, and the next when its response is over.
class Http1Connection final : public Connection, private Wire::User {
 public:
  /// `buffer`: for what is read, only while something is read.
  Http1Connection(std::unique_ptr<Wire> wire, std::size_t head_bytes_max, std::span<char> buffer,
                  Owner& owner);

  [[nodiscard]] std::size_t room() const noexcept override;
  [[nodiscard]] std::size_t requests_max() const noexcept override { return 1; }
  [[nodiscard]] bool is_settled() const noexcept override { return true; }
  [[nodiscard]] bool is_idle() const noexcept override { return requester_ == nullptr; }
  void on_taken(Requester& requester, std::size_t bytes) override;

 private:
  void begin(Requester& requester) override;
  void stop(Requester& requester) noexcept override;
  void on_ready(bool readable, bool writable) override;
  void write();
  void read();
  void take(Http1Reader::Fed fed);
  void finish(Requester::Outcome end, bool kept = false);
  void close();

  std::unique_ptr<Wire> wire_;
  Http1Reader reader_;
  std::span<char> buffer_;
  Owner& owner_;
  Requester* requester_ = nullptr;
  std::string out_;  ///< the request
  std::size_t out_sent_ = 0;
  bool answered_ = false;  ///< at least once
  bool paused_ = false;    ///< until the requester takes
  bool closed_ = false;
};

}  // namespace spotter::http_client
