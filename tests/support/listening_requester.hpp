#pragma once

#include "http_client/connection.hpp"
#include "http_client/response_head.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace spotter::testing {

/// Takes a response without a call: what it is, in one text.
class ListeningRequester final : public http_client::Requester {
 public:
  explicit ListeningRequester(std::size_t head_bytes_max = 4096) : head(head_bytes_max) {}
  ListeningRequester(const ListeningRequester&) = delete;
  ListeningRequester& operator=(const ListeningRequester&) = delete;
  virtual ~ListeningRequester() = default;

  http_client::ResponseHead head;
  std::string body;
  bool refuses_head = false;

 private:
  [[nodiscard]] const http_client::Request& request() const noexcept override { return request_; }
  [[nodiscard]] http_client::Connecting connecting() const override {
    throw std::logic_error("it has no connection");
  }
  void on_sent(bool) override {}
  bool on_head_line(std::string_view line) override {
    using Fed = http_client::ResponseHead::Fed;
    const Fed fed = head.on_line(line);
    refuses_head = fed == Fed::too_large || fed == Fed::malformed;
    return !refuses_head;
  }
  bool on_body(std::string_view bytes) override {
    body += bytes;
    return true;
  }
  [[nodiscard]] bool is_full() const noexcept override { return false; }
  void on_end(Outcome) override {}
  void on_no_connection(const Error&) override {}

  http_client::Request request_;
};

}  // namespace spotter::testing
