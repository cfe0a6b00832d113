#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace spotter::plan {

/// What a JsonReader tells while it reads. Views live during the call only.
class JsonSink {
 public:
  virtual ~JsonSink() = default;
  virtual void begin_object() = 0;
  virtual void end_object() = 0;
  virtual void begin_array() = 0;
  virtual void end_array() = 0;
  /// The name of the member whose value comes next; empty when it is over kKeyBytesMax.
  virtual void key(std::string_view name) = 0;
  virtual void begin_string() = 0;
  /// The next whole characters of the string, unescaped, valid UTF-8, never empty.
  virtual void text(std::string_view characters) = 0;
  virtual void end_string() = 0;
  /// As written; empty when it is over kNumberBytesMax.
  virtual void number(std::string_view token) = 0;
  virtual void boolean(bool value) = 0;
  virtual void null() = 0;
};

/// Reads one JSON object (RFC 8259) from bytes in any pieces. A machine: no clock, no memory but
/// its own, the same work for each byte whatever came before. A value is told once it is certain:
/// a number after the byte behind it, a string as its characters become whole.
///
/// It is kinder than the standard where writers of drafts are careless: control characters in
/// strings need no escape, and a lone half of a surrogate pair is U+FFFD.
class JsonReader {
 public:
  enum class State { open, complete, broken };

  /// Nesting beyond this is broken.
  static constexpr std::size_t kDepthMax = 64;
  static constexpr std::size_t kKeyBytesMax = 32;
  static constexpr std::size_t kNumberBytesMax = 32;

  /// Takes the next bytes. What follows the end of the object, or what broke it, is ignored.
  State feed(std::string_view bytes, JsonSink& sink);
  [[nodiscard]] State state() const noexcept;

 private:
  enum class At : std::uint8_t {
    start,
    first_key,
    next_key,
    colon,
    value,
    first_element,
    after_value,
    string,
    escape,
    hex,
    number,
    literal,
    complete,
    broken
  };
  /// How far the grammar of numbers is fulfilled.
  enum class Number : std::uint8_t {
    minus,
    zero,
    digits,
    point,
    fraction,
    exponent,
    exponent_sign,
    exponent_digits
  };
  enum class Step { taken, again };

  std::size_t plain_run(std::string_view bytes, std::size_t from, JsonSink& sink);
  Step step(char c, JsonSink& sink);
  void on_value(char c, JsonSink& sink);
  void on_string(char c, JsonSink& sink);
  void on_multibyte(unsigned char c, JsonSink& sink);
  void on_escape(char c, JsonSink& sink);
  void on_hex(char c, JsonSink& sink);
  Step on_number(char c, JsonSink& sink);
  void on_literal(char c, JsonSink& sink);
  void on_after_value(char c, JsonSink& sink);
  bool number_goes_on(char c) noexcept;
  void open(bool object, JsonSink& sink);
  void close(JsonSink& sink);
  void begin_string(bool key, JsonSink& sink);
  void end_string(JsonSink& sink);
  void unit(char16_t value, JsonSink& sink);
  void lone_half(JsonSink& sink);
  void character(char32_t code_point, JsonSink& sink);
  void characters(std::string_view utf8, JsonSink& sink);
  [[nodiscard]] bool in_object() const noexcept { return (objects_ & 1U) != 0; }

  At at_ = At::start;
  std::uint64_t objects_ = 0;  ///< one bit a level, the innermost lowest: an object, not an array
  std::size_t depth_ = 0;

  bool is_key_ = false;          ///< the string is a key
  char16_t high_ = 0;            ///< a high half waits for its low one
  char16_t hex_ = 0;             ///< digits of a \u escape so far
  std::uint8_t hex_digits_ = 0;  ///< how many
  std::array<char, 4> sequence_{};
  std::uint8_t sequence_bytes_ = 0;  ///< of a character of several bytes, there so far
  std::uint8_t sequence_more_ = 0;   ///< and still to come
  unsigned char next_low_ = 0x80;    ///< what the next one may be (Unicode, table 3-7)
  unsigned char next_high_ = 0xBF;

  Number number_ = Number::minus;
  std::string_view literal_;  ///< what of it is still to come
  char literal_first_ = 0;

  std::array<char, kKeyBytesMax> token_{};  ///< the key or number so far
  std::size_t token_bytes_ = 0;             ///< may be beyond what the array holds
};

}  // namespace spotter::plan
