#include "hub/messagepack.hpp"

#include <spotter/codec/utf8.hpp>

#include <bit>
#include <limits>

namespace spotter::hub::messagepack {
namespace {

using Type = Token::Type;

/// A signed number of `width` bytes as a token.
Token signed_token(std::uint64_t bits, std::size_t width) noexcept {
  const unsigned unused = 64 - 8 * static_cast<unsigned>(width);
  // Moved up and back, so that the sign fills what the width leaves.
  const auto value = static_cast<std::int64_t>(bits << unused) >> unused;
  Token token{.type = Type::integer};
  token.negative = value < 0;
  token.number = static_cast<std::uint64_t>(value);
  return token;
}

/// The first bytes of each format.
enum Head : unsigned {
  kFixMap = 0x80,
  kFixArray = 0x90,
  kFixText = 0xA0,
  kNil = 0xC0,
  kFalse = 0xC2,
  kTrue = 0xC3,
  kBytes8 = 0xC4,
  kExtension8 = 0xC7,
  kReal32 = 0xCA,
  kReal64 = 0xCB,
  kUnsigned8 = 0xCC,
  kSigned8 = 0xD0,
  kFixExtension1 = 0xD4,
  kText8 = 0xD9,
  kArray16 = 0xDC,
  kMap16 = 0xDE,
  kNegativeFix = 0xE0
};

void append_head(std::string& out, unsigned head) {
  out.push_back(static_cast<char>(static_cast<unsigned char>(head)));
}

void append_number(std::string& out, unsigned head, std::uint64_t value, std::size_t width) {
  append_head(out, head);
  for (std::size_t i = width; i-- > 0;)
    append_head(out, static_cast<unsigned>(value >> (8 * i)) & 0xFFU);
}

constexpr std::uint64_t kMax8 = std::numeric_limits<std::uint8_t>::max();
constexpr std::uint64_t kMax16 = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Token Reader::next() noexcept {
  Token token;
  if (!failed_) token = read();
  // A length that is not there is found out in the middle of a token.
  if (failed_ || token.type == Type::malformed) {
    failed_ = true;
    return {};
  }
  return token;
}

Token Reader::expect(Type type) noexcept {
  const Token token = next();
  if (token.type == type) return token;
  failed_ = true;
  return {};
}

std::size_t Reader::array() noexcept {
  return expect(Type::array).count;
}

std::size_t Reader::map() noexcept {
  return expect(Type::map).count;
}

std::int64_t Reader::integer() noexcept {
  const Token token = expect(Type::integer);
  if (!token.negative && token.number > std::numeric_limits<std::int64_t>::max()) {
    failed_ = true;
    return 0;
  }
  return static_cast<std::int64_t>(token.number);
}

bool Reader::boolean() noexcept {
  return expect(Type::boolean).boolean;
}

std::string_view Reader::text() noexcept {
  return expect(Type::text).bytes;
}

std::optional<std::string_view> Reader::text_or_nil() noexcept {
  const Token token = next();
  if (token.type == Type::text) return token.bytes;
  if (token.type != Type::nil) failed_ = true;
  return std::nullopt;
}

Token Reader::read() noexcept {
  const auto head = static_cast<unsigned>(read_number(1));
  if (failed_) return {};
  if (head < kFixMap) return {.type = Type::integer, .number = head};
  if (head < kFixArray) return read_collection(Type::map, head & 0x0FU);
  if (head < kFixText) return read_collection(Type::array, head & 0x0FU);
  if (head < kNil) return read_text(head & 0x1FU);
  if (head >= kNegativeFix) return signed_token(head, 1);
  return read_fixed(head);
}

/// The formats with a first byte of their own; those of one kind follow each other, from the
/// narrowest to the widest.
Token Reader::read_fixed(unsigned head) noexcept {
  const auto width = [&](unsigned first) { return std::size_t{1} << (head - first); };
  const auto number = [&](unsigned first) { return read_number(width(first)); };
  if (head == kNil) return {.type = Type::nil};
  if (head == kFalse || head == kTrue) return {.type = Type::boolean, .boolean = head == kTrue};
  if (head < kBytes8) return {};  // 0xC1 means nothing
  if (head < kExtension8) return read_bytes(number(kBytes8));
  if (head < kReal32) return read_extension(number(kExtension8));
  if (head <= kReal64) return read_real(head == kReal32 ? 4 : 8);
  if (head < kSigned8) return {.type = Type::integer, .number = number(kUnsigned8)};
  if (head < kFixExtension1) return signed_token(number(kSigned8), width(kSigned8));
  if (head < kText8) return read_extension(width(kFixExtension1));
  if (head < kArray16) return read_text(number(kText8));
  if (head < kMap16) return read_collection(Type::array, read_number(2 * width(kArray16)));
  return read_collection(Type::map, read_number(2 * width(kMap16)));
}

Token Reader::read_real(std::size_t width) noexcept {
  const std::uint64_t bits = read_number(width);
  if (width == 8) return {.type = Type::real, .real = std::bit_cast<double>(bits)};
  const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return {.type = Type::real, .real = static_cast<double>(value)};
}

Token Reader::read_text(std::uint64_t length) noexcept {
  const std::string_view text = read_view(length);
  if (!codec::valid_utf8(text)) return {};
  return {.type = Type::text, .bytes = text};
}

Token Reader::read_bytes(std::uint64_t length) noexcept {
  return {.type = Type::bytes, .bytes = read_view(length)};
}

Token Reader::read_extension(std::uint64_t length) noexcept {
  const auto type = static_cast<std::int8_t>(static_cast<std::uint8_t>(read_number(1)));
  Token token{.type = Type::extension, .bytes = read_view(length)};
  token.extension = type;
  return token;
}

Token Reader::read_collection(Type type, std::uint64_t count) noexcept {
  // Each element is a byte at least.
  const std::uint64_t bytes_min = type == Type::map ? 2 * count : count;
  if (bytes_min > rest_.size()) return {};
  return {.type = type, .count = static_cast<std::size_t>(count)};
}

std::uint64_t Reader::read_number(std::size_t width) noexcept {
  std::uint64_t number = 0;
  for (const char byte : read_view(width))
    number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

std::string_view Reader::read_view(std::uint64_t length) noexcept {
  if (failed_ || length > rest_.size()) {
    failed_ = true;
    return {};
  }
  const std::string_view view = rest_.substr(0, static_cast<std::size_t>(length));
  rest_.remove_prefix(view.size());
  return view;
}

void append_nil(std::string& out) {
  append_head(out, kNil);
}

void append_boolean(std::string& out, bool value) {
  append_head(out, value ? kTrue : kFalse);
}

void append_unsigned(std::string& out, std::uint64_t value) {
  if (value < kFixMap) {
    append_head(out, static_cast<unsigned>(value));
  } else if (value <= kMax8) {
    append_number(out, kUnsigned8, value, 1);
  } else if (value <= kMax16) {
    append_number(out, kUnsigned8 + 1, value, 2);
  } else if (value <= kMax32) {
    append_number(out, kUnsigned8 + 2, value, 4);
  } else {
    append_number(out, kUnsigned8 + 3, value, 8);
  }
}

void append_integer(std::string& out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= 0) {
    append_unsigned(out, bits);
  } else if (value >= -32) {
    append_head(out, static_cast<unsigned>(bits & 0xFFU));
  } else if (value >= std::numeric_limits<std::int8_t>::min()) {
    append_number(out, kSigned8, bits, 1);
  } else if (value >= std::numeric_limits<std::int16_t>::min()) {
    append_number(out, kSigned8 + 1, bits, 2);
  } else if (value >= std::numeric_limits<std::int32_t>::min()) {
    append_number(out, kSigned8 + 2, bits, 4);
  } else {
    append_number(out, kSigned8 + 3, bits, 8);
  }
}

void append_real(std::string& out, double value) {
  append_number(out, kReal64, std::bit_cast<std::uint64_t>(value), 8);
}

void append_text_head(std::string& out, std::size_t bytes) {
  if (bytes < 32) {
    append_head(out, kFixText | static_cast<unsigned>(bytes));
  } else if (bytes <= kMax8) {
    append_number(out, kText8, bytes, 1);
  } else if (bytes <= kMax16) {
    append_number(out, kText8 + 1, bytes, 2);
  } else {
    append_number(out, kText8 + 2, bytes, 4);
  }
}

void append_text(std::string& out, std::string_view utf8) {
  append_text_head(out, utf8.size());
  out.append(utf8);
}

void append_array_head(std::string& out, std::size_t elements) {
  if (elements < 16) {
    append_head(out, kFixArray | static_cast<unsigned>(elements));
  } else if (elements <= kMax16) {
    append_number(out, kArray16, elements, 2);
  } else {
    append_number(out, kArray16 + 1, elements, 4);
  }
}

void append_map_head(std::string& out, std::size_t pairs) {
  if (pairs < 16) {
    append_head(out, kFixMap | static_cast<unsigned>(pairs));
  } else if (pairs <= kMax16) {
    append_number(out, kMap16, pairs, 2);
  } else {
    append_number(out, kMap16 + 1, pairs, 4);
  }
}

}  // namespace spotter::hub::messagepack
