#pragma once

#include <spotter/chat/exchange.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::chat {

/// What was said in one chat, oldest first, bounded. Lives with its coach.
class History {
 public:
  struct Limits {
    std::size_t messages_max = 20;
    std::size_t bytes_max = 256 * 1024;
  };
  explicit History(Limits limits) : limits_(limits) {}

  /// Adds an exchange; the oldest go until both limits hold. The newest always stays.
  void add(Exchange exchange);
  void clear() noexcept;
  /// Takes the place of what was there; `earlier` as earlier() gave it.
  void restore(std::vector<Exchange> exchanges, const std::vector<std::string>& earlier);

  /// What was said before all that was added since restore(), in place of what that brought.
  void put_before(std::vector<Exchange> exchanges, std::vector<std::string> earlier);

  /// The messages for the next request: what fits together with `user`, the oldest left out first,
  /// then `user`. Neighbours of one role are joined by a blank line, because some models refuse
  /// them.
  [[nodiscard]] std::vector<llm::Message> messages_with(std::string_view user) const;

  /// What the user said in exchanges that have gone, oldest first: the beginnings of the last 100
  /// texts, 32 KiB of them. For rules that must not forget an age or a pain.
  [[nodiscard]] std::vector<std::string> earlier() const;
  /// Oldest first.
  [[nodiscard]] const std::deque<Exchange>& exchanges() const noexcept { return exchanges_; }

 private:
  void keep_earlier(std::string_view text);

  Limits limits_;
  std::deque<Exchange> exchanges_;
  std::size_t bytes_ = 0;
  std::size_t added_ = 0;  ///< since restore(), whether they are still here or not
  std::deque<std::string> earlier_;
  std::size_t earlier_bytes_ = 0;
};

}  // namespace spotter::chat
