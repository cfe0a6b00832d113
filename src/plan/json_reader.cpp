#include "plan/json_reader.hpp"

#include <spotter/codec/utf8.hpp>

#include <string>
#include <type_traits>

namespace spotter::plan {
namespace {

static_assert(std::is_trivially_copyable_v<JsonReader>,
              "its memory is its size, whatever it is fed");
static_assert(JsonReader::kKeyBytesMax == JsonReader::kNumberBytesMax, "they share an array");
static_assert(JsonReader::kDepthMax == 64, "a bit each");

constexpr char32_t kReplacement = U'\uFFFD';

constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// One byte, one character, and nothing that ends or escapes.
constexpr bool is_plain(char c) noexcept {
  return c != '"' && c != '\\' && static_cast<unsigned char>(c) < 0x80;
}

constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool is_high_half(char16_t unit) noexcept {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

constexpr bool is_low_half(char16_t unit) noexcept {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

}  // namespace

JsonReader::State JsonReader::state() const noexcept {
  if (at_ == At::complete) return State::complete;
  return at_ == At::broken ? State::broken : State::open;
}

JsonReader::State JsonReader::feed(std::string_view bytes, JsonSink& sink) {
  std::size_t i = 0;
  while (i < bytes.size() && state() == State::open) {
    if (at_ == At::string && sequence_more_ == 0 && is_plain(bytes[i])) {
      i = plain_run(bytes, i, sink);
    } else if (step(bytes[i], sink) == Step::taken) {
      ++i;
    }
  }
  return state();
}

/// Hands out what a string has up to its next special byte, at once; returns where that is.
std::size_t JsonReader::plain_run(std::string_view bytes, std::size_t from, JsonSink& sink) {
  lone_half(sink);
  std::size_t end = from + 1;
  while (end < bytes.size() && is_plain(bytes[end]))
    ++end;
  characters(bytes.substr(from, end - from), sink);
  return end;
}

JsonReader::Step JsonReader::step(char c, JsonSink& sink) {
  if (at_ == At::number) return on_number(c, sink);
  if (at_ == At::string) {
    on_string(c, sink);
  } else if (at_ == At::escape) {
    on_escape(c, sink);
  } else if (at_ == At::hex) {
    on_hex(c, sink);
  } else if (at_ == At::literal) {
    on_literal(c, sink);
  } else if (is_blank(c)) {
    return Step::taken;
  } else if (at_ == At::start && c == '{') {
    open(true, sink);
  } else if ((at_ == At::first_key || at_ == At::next_key) && c == '"') {
    begin_string(true, sink);
  } else if ((at_ == At::first_key && c == '}') || (at_ == At::first_element && c == ']')) {
    close(sink);
  } else if (at_ == At::colon && c == ':') {
    at_ = At::value;
  } else if (at_ == At::value || at_ == At::first_element) {
    on_value(c, sink);
  } else if (at_ == At::after_value) {
    on_after_value(c, sink);
  } else {
    at_ = At::broken;
  }
  return Step::taken;
}

void JsonReader::on_value(char c, JsonSink& sink) {
  if (c == '{' || c == '[') return open(c == '{', sink);
  if (c == '"') return begin_string(false, sink);
  if (c == '-' || is_digit(c)) {
    number_ = c == '-' ? Number::minus : c == '0' ? Number::zero : Number::digits;
    token_[0] = c;
    token_bytes_ = 1;
    at_ = At::number;
    return;
  }
  literal_ = c == 't' ? "rue" : c == 'f' ? "alse" : c == 'n' ? "ull" : "";
  literal_first_ = c;
  at_ = literal_.empty() ? At::broken : At::literal;
}

void JsonReader::on_after_value(char c, JsonSink& sink) {
  if (c == ',') {
    at_ = in_object() ? At::next_key : At::value;
  } else if (c == (in_object() ? '}' : ']')) {
    close(sink);
  } else {
    at_ = At::broken;
  }
}

void JsonReader::open(bool object, JsonSink& sink) {
  if (depth_ == kDepthMax) {
    at_ = At::broken;
    return;
  }
  ++depth_;
  objects_ = (objects_ << 1U) | (object ? 1U : 0U);
  at_ = object ? At::first_key : At::first_element;
  object ? sink.begin_object() : sink.begin_array();
}

void JsonReader::close(JsonSink& sink) {
  const bool object = in_object();
  --depth_;
  objects_ >>= 1U;
  at_ = depth_ == 0 ? At::complete : At::after_value;
  object ? sink.end_object() : sink.end_array();
}

void JsonReader::begin_string(bool key, JsonSink& sink) {
  is_key_ = key;
  token_bytes_ = 0;
  at_ = At::string;
  if (!key) sink.begin_string();
}

void JsonReader::end_string(JsonSink& sink) {
  lone_half(sink);
  at_ = is_key_ ? At::colon : At::after_value;
  if (!is_key_) return sink.end_string();
  const bool fits = token_bytes_ <= token_.size();
  sink.key(std::string_view(token_.data(), fits ? token_bytes_ : 0));
}

void JsonReader::on_string(char c, JsonSink& sink) {
  const auto byte = static_cast<unsigned char>(c);
  if (sequence_more_ > 0 || byte >= 0x80) return on_multibyte(byte, sink);
  if (c == '\\') {
    at_ = At::escape;
  } else if (c == '"') {
    end_string(sink);
  } else {
    lone_half(sink);
    characters(std::string_view(&c, 1), sink);
  }
}

/// Well-formed UTF-8 only: the byte after E0, ED, F0 and F4 has a narrower range.
void JsonReader::on_multibyte(unsigned char c, JsonSink& sink) {
  if (sequence_more_ == 0) {
    sequence_bytes_ = 0;
    next_low_ = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    next_high_ = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (c < 0xC2 || c > 0xF4) {
      at_ = At::broken;
      return;
    }
    sequence_more_ = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
  } else {
    if (c < next_low_ || c > next_high_) {
      at_ = At::broken;
      return;
    }
    next_low_ = 0x80;
    next_high_ = 0xBF;
    --sequence_more_;
  }
  sequence_[sequence_bytes_++] = static_cast<char>(c);
  if (sequence_more_ > 0) return;
  lone_half(sink);
  characters(std::string_view(sequence_.data(), sequence_bytes_), sink);
}

void JsonReader::on_escape(char c, JsonSink& sink) {
  if (c == 'u') {
    hex_ = 0;
    hex_digits_ = 0;
    at_ = At::hex;
    return;
  }
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t which = kLetters.find(c);
  if (which == std::string_view::npos) {
    at_ = At::broken;
    return;
  }
  at_ = At::string;
  lone_half(sink);
  characters(kMeanings.substr(which, 1), sink);
}

void JsonReader::on_hex(char c, JsonSink& sink) {
  const int value = hex_value(c);
  if (value < 0) {
    at_ = At::broken;
    return;
  }
  hex_ = static_cast<char16_t>(static_cast<unsigned>(hex_) * 16U + static_cast<unsigned>(value));
  if (++hex_digits_ < 4) return;
  at_ = At::string;
  unit(hex_, sink);
}

/// One UTF-16 unit that was written as an escape.
void JsonReader::unit(char16_t value, JsonSink& sink) {
  if (is_low_half(value) && high_ != 0) {
    const auto high = static_cast<char32_t>(high_ - 0xD800);
    high_ = 0;
    return character(0x10000 + (high << 10U) + static_cast<char32_t>(value - 0xDC00), sink);
  }
  lone_half(sink);
  if (is_high_half(value)) {
    high_ = value;
  } else {
    character(is_low_half(value) ? kReplacement : static_cast<char32_t>(value), sink);
  }
}

void JsonReader::lone_half(JsonSink& sink) {
  if (high_ == 0) return;
  high_ = 0;
  character(kReplacement, sink);
}

void JsonReader::character(char32_t code_point, JsonSink& sink) {
  std::string utf8;  // four bytes at most: never on the heap
  codec::append_utf8(utf8, code_point);
  characters(utf8, sink);
}

void JsonReader::characters(std::string_view utf8, JsonSink& sink) {
  if (!is_key_) return sink.text(utf8);
  for (const char c : utf8) {
    if (token_bytes_ < token_.size()) token_[token_bytes_] = c;
    ++token_bytes_;
  }
}

bool JsonReader::number_goes_on(char c) noexcept {
  const auto to = [this](Number next) {
    number_ = next;
    return true;
  };
  switch (number_) {
    case Number::minus:
      return is_digit(c) && to(c == '0' ? Number::zero : Number::digits);
    case Number::digits:
      if (is_digit(c)) return true;
      [[fallthrough]];
    case Number::zero:
      if (c == '.') return to(Number::point);
      return (c == 'e' || c == 'E') && to(Number::exponent);
    case Number::point:
      return is_digit(c) && to(Number::fraction);
    case Number::fraction:
      return is_digit(c) || ((c == 'e' || c == 'E') && to(Number::exponent));
    case Number::exponent:
      if (c == '+' || c == '-') return to(Number::exponent_sign);
      [[fallthrough]];
    case Number::exponent_sign:
      return is_digit(c) && to(Number::exponent_digits);
    case Number::exponent_digits:
      return is_digit(c);
  }
  return false;
}

JsonReader::Step JsonReader::on_number(char c, JsonSink& sink) {
  if (number_goes_on(c)) {
    if (token_bytes_ < token_.size()) token_[token_bytes_] = c;
    ++token_bytes_;
    return Step::taken;
  }
  const bool whole = number_ == Number::zero || number_ == Number::digits ||
                     number_ == Number::fraction || number_ == Number::exponent_digits;
  if (!whole) {
    at_ = At::broken;
    return Step::taken;
  }
  at_ = At::after_value;
  const bool fits = token_bytes_ <= token_.size();
  sink.number(std::string_view(token_.data(), fits ? token_bytes_ : 0));
  return Step::again;
}

void JsonReader::on_literal(char c, JsonSink& sink) {
  if (c != literal_.front()) {
    at_ = At::broken;
    return;
  }
  literal_.remove_prefix(1);
  if (!literal_.empty()) return;
  at_ = At::after_value;
  literal_first_ == 'n' ? sink.null() : sink.boolean(literal_first_ == 't');
}

}  // namespace spotter::plan
