#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::http_client {

/// Collects status and headers of a response, line by line. A machine: no I/O.
class ResponseHead {
 public:
  explicit ResponseHead(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  enum class Fed { more, complete, too_large, malformed };
  /// One line as it arrived, with its line end; an empty one ends the head. Interim responses (1xx)
  /// are dropped. Lines after `complete` are trailers: they count and are otherwise ignored.
  Fed on_line(std::string_view line);

  [[nodiscard]] bool complete() const noexcept { return complete_; }
  /// 0 until complete.
  [[nodiscard]] int status() const noexcept { return complete_ ? status_ : 0; }
  /// First header of that name, any case; empty when absent. Good until this ends, once complete.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
  /// All of them, in order; none before complete.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& headers() const noexcept {
    return headers_;
  }
  /// The body has a content coding (RFC 9110, 8.4), so it is not what the peer means.
  [[nodiscard]] bool encoded() const noexcept;

 private:
  Fed on_status_line(std::string_view line);
  Fed on_head_end();

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  bool complete_ = false;
  int status_ = 0;
  std::vector<std::pair<std::string, std::string>> headers_;
};

}  // namespace spotter::http_client
