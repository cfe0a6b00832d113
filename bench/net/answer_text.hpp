// The text of a scripted answer, as JSON writes it: the upstream makes it, the load generator
// checks it. Delta number i is "t", the nanosecond at which it was sent in 16 digits, a space, and
// letters that tell i; every eighth ends with a line break, every eighth with a letter beyond
// ASCII. Before the first stands "r" and the nanosecond at which the question had arrived.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

constexpr std::size_t kStampBytes = 18;  // the letter, 16 digits, a space
/// Least bytes of a delta.
constexpr std::size_t kDeltaBytesMin = kStampBytes + 2;

inline void append_stamp(std::string& out, char letter, std::int64_t ns) {
  char digits[16];
  for (int i = 15; i >= 0; --i, ns /= 10)
    digits[i] = static_cast<char>('0' + ns % 10);
  out += letter;
  out.append(digits, sizeof digits);
  out += ' ';
}

/// False unless `text` begins with a stamp of that letter.
inline bool read_stamp(std::string_view text, char letter, std::int64_t& ns) {
  if (text.size() < kStampBytes || text[0] != letter || text[kStampBytes - 1] != ' ') return false;
  ns = 0;
  for (const char digit : text.substr(1, 16)) {
    if (digit < '0' || digit > '9') return false;
    ns = ns * 10 + (digit - '0');
  }
  return true;
}

constexpr char letter_of(std::int64_t ordinal) {
  return static_cast<char>('a' + ordinal % 26);
}

/// How delta number `ordinal` ends: two bytes.
inline std::string_view ending_of(std::int64_t ordinal) {
  if (ordinal % 8 == 3) return "\\n";
  if (ordinal % 8 == 5) return "\xc3\xa9";
  return "  ";
}

/// Delta number `ordinal` in `bytes` bytes, the arrival's stamp before the first not counted.
inline void append_delta(std::string& out, std::int64_t ordinal, std::size_t bytes,
                         std::int64_t arrived_ns, std::int64_t now_ns) {
  if (ordinal == 0) append_stamp(out, 'r', arrived_ns);
  append_stamp(out, 't', now_ns);
  out.append(bytes - kDeltaBytesMin, letter_of(ordinal));
  out += ending_of(ordinal);
}

/// Follows the text of one answer as it grows.
class AnswerCheck {
 public:
  explicit AnswerCheck(std::size_t delta_bytes) : delta_bytes_(delta_bytes) {}

  void restart() {
    text_.clear();
    taken_ = 0;
    deltas_ = 0;
  }
  /// Gives the memory back.
  void clear() {
    restart();
    std::string().swap(text_);
  }

  /// The whole text so far, which must begin with the text before it. Calls on_first(arrived, sent)
  /// or on_delta(sent) for each new delta; false when something is wrong.
  template <class OnFirst, class OnDelta>
  bool grow(std::string_view text, OnFirst on_first, OnDelta on_delta) {
    if (!text.starts_with(text_)) return false;
    text_.append(text.substr(text_.size()));
    for (;;) {
      auto rest = std::string_view(text_).substr(taken_);
      const std::size_t head = deltas_ == 0 ? kStampBytes : 0;
      if (rest.size() < head + delta_bytes_) return true;
      std::int64_t arrived = 0;
      std::int64_t sent = 0;
      if (head > 0 && !read_stamp(rest, 'r', arrived)) return false;
      rest.remove_prefix(head);
      if (!read_stamp(rest, 't', sent)) return false;
      for (const char letter : rest.substr(kStampBytes, delta_bytes_ - kDeltaBytesMin)) {
        if (letter != letter_of(deltas_)) return false;
      }
      if (rest.substr(delta_bytes_ - 2, 2) != ending_of(deltas_)) return false;
      if (deltas_ == 0) on_first(arrived, sent);
      on_delta(sent);
      taken_ += head + delta_bytes_;
      ++deltas_;
    }
  }

  [[nodiscard]] std::int64_t deltas() const { return deltas_; }
  /// Nothing is left over of a delta.
  [[nodiscard]] bool is_whole() const { return taken_ == text_.size(); }

 private:
  std::size_t delta_bytes_;
  std::string text_;
  std::size_t taken_ = 0;    ///< bytes of text_ that are checked
  std::int64_t deltas_ = 0;  ///< and how many deltas they are
};

}  // namespace bench
