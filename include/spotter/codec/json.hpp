#pragma once

#include <spotter/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace spotter::codec {

class JsonParser;

/// A value inside a document that a JsonParser holds: two words, copied freely. It and every view
/// it gives live until the parser's next parse. One that was not read from a document is null.
class JsonValue {
 public:
  enum class Type { object, array, string, integer, real, boolean, null };

  JsonValue() noexcept = default;

  [[nodiscard]] Type type() const noexcept;
  [[nodiscard]] std::optional<std::string_view> string() const noexcept;
  /// Whole numbers that fit, also written as 3.0.
  [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;
  /// Any number, as near as a double gets.
  [[nodiscard]] std::optional<double> number() const noexcept;
  [[nodiscard]] std::optional<bool> boolean() const noexcept;
  /// The member of an object with exactly this name (the first, if it is there twice); nothing for
  /// a missing one or a non-object.
  [[nodiscard]] std::optional<JsonValue> get(std::string_view key) const noexcept;
  /// Number of elements; 0 for anything but an array.
  [[nodiscard]] std::size_t size() const noexcept;
  /// Calls for each element of an array, in order. Nothing for other types.
  void for_each(const std::function<void(JsonValue)>& visit) const;
  /// Calls for each member of an object, in order.
  void for_each_member(const std::function<void(std::string_view, JsonValue)>& visit) const;
  /// The value as compact JSON text.
  [[nodiscard]] std::string to_json() const;

 private:
  friend class JsonParser;
  alignas(8) unsigned char storage_[16] = {};
};

/// Parses whole JSON documents: the complete text must be valid, one value only, nesting up to
/// `depth_max`. One per shard and use; keeps its buffers, gives those of a document over a MiB back
/// at the next one or in trim().
class JsonParser {
 public:
  explicit JsonParser(std::size_t depth_max = 64);
  JsonParser(JsonParser&&) noexcept;
  JsonParser& operator=(JsonParser&&) noexcept;
  ~JsonParser();

  /// Errors: Errc::malformed. Half surrogates in `\u` escapes are read as U+FFFD instead of failing
  /// the document (a phone keyboard can cut an emoji), or kept as marks (see
  /// codec/surrogates.hpp). Invalid UTF-8 is an error. A number beyond 64 bits is a real; one
  /// beyond the doubles is read as the largest of them.
  enum class Halves { replace, keep };
  /// Whether a comma may stand behind the last element: JSON says no, some readers do not mind.
  enum class Commas { strict, trailing };
  Result<JsonValue> parse(std::string_view text, Halves halves = Halves::replace,
                          Commas commas = Commas::strict);

  /// Gives the buffers of a large document back now. Values of the last parse end.
  void trim() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::codec
