#pragma once

#include <spotter/codec/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// MessagePack as far as a hub needs it: values are JSON inside the server, and this turns them into
// MessagePack and back at its edge. Source: spec.md of msgpack/msgpack. Values and functions on
// bytes; any thread.
namespace spotter::hub::messagepack {

/// Arrays and maps within each other, the outermost counted; empty ones are not, as in JSON.
inline constexpr std::size_t kDepthMax = 64;

/// A value, or the head of an array or map whose elements are the next tokens.
struct Token {
  enum class Type {
    malformed,
    nil,
    boolean,
    integer,
    real,
    text,  ///< valid UTF-8
    bytes,
    array,
    map,
    extension
  };
  Type type = Type::malformed;
  bool boolean = false;
  bool negative = false;        ///< integers: `number` is an std::int64_t
  std::uint64_t number = 0;     ///< integers
  double real = 0;              ///< maybe not finite
  std::string_view bytes = {};  ///< of text, bytes and extensions; a view of the input
  std::size_t count = 0;        ///< elements, or pairs; never more than the input has room for
  std::int8_t extension = 0;    ///< whose type
};

/// Reads tokens from left to right out of bytes that somebody else keeps. It allocates nothing, and
/// believes no length that the bytes do not bear out. What is malformed, or is not what was asked
/// for, is kept in mind: from then on everything is empty, and failed() tells.
class Reader {
 public:
  explicit Reader(std::string_view bytes) noexcept : rest_(bytes) {}

  Token next() noexcept;
  /// The number of elements.
  std::size_t array() noexcept;
  /// The number of pairs.
  std::size_t map() noexcept;
  /// Of any width; one beyond 63 bits and a sign is not what was asked for.
  std::int64_t integer() noexcept;
  bool boolean() noexcept;
  std::string_view text() noexcept;
  std::optional<std::string_view> text_or_nil() noexcept;

  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// What has not been read.
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

 private:
  Token expect(Token::Type type) noexcept;
  Token read() noexcept;
  Token read_fixed(unsigned head) noexcept;
  Token read_real(std::size_t width) noexcept;
  Token read_text(std::uint64_t length) noexcept;
  Token read_bytes(std::uint64_t length) noexcept;
  Token read_extension(std::uint64_t length) noexcept;
  Token read_collection(Token::Type type, std::uint64_t count) noexcept;
  std::uint64_t read_number(std::size_t width) noexcept;
  std::string_view read_view(std::uint64_t length) noexcept;

  std::string_view rest_;
  bool failed_ = false;
};

/// Appends the next value as compact JSON: bytes as a base64 string, a timestamp as RFC 3339 in
/// UTC, integers in the place of a map's keys as strings. Errors: Errc::malformed, also for what
/// JSON cannot say (other extensions and keys, numbers that are not finite) and for more than
/// `depth_max` levels; then `json` has a part of it.
Result<void> append_as_json(Reader& reader, std::string& json, std::size_t depth_max = kDepthMax);

// All of these append a value, or the head of one, in its shortest form.

void append_nil(std::string& out);
void append_boolean(std::string& out, bool value);
void append_integer(std::string& out, std::int64_t value);
void append_unsigned(std::string& out, std::uint64_t value);
/// As 64 bits.
void append_real(std::string& out, double value);
void append_text(std::string& out, std::string_view utf8);
/// The head of a text of so many bytes.
void append_text_head(std::string& out, std::size_t bytes);
void append_array_head(std::string& out, std::size_t elements);
void append_map_head(std::string& out, std::size_t pairs);

/// Integers that JSON wrote without fraction and exponent stay integers; all other numbers are
/// reals.
void append_json_as_messagepack(codec::JsonValue value, std::string& out);

}  // namespace spotter::hub::messagepack
