#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace spotter {

/// A text that must not be seen: keys, tokens. It cannot be printed or logged by accident; the one
/// way out is reveal(). Copies are wiped when they end.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) = default;
  ~Secret() {
    volatile char* bytes = text_.data();
    for (std::size_t i = 0; i < text_.size(); ++i)
      bytes[i] = 0;
  }

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  /// The text itself, for the one call that needs it. Lives as long as this.
  [[nodiscard]] const std::string& reveal() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace spotter
