#include "codec/numbers.hpp"
#include "codec/trailing_commas.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/codec/surrogates.hpp>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

namespace spotter::codec {
namespace {

using Element = simdjson::dom::element;
using ElementType = simdjson::dom::element_type;
using Storage = std::array<unsigned char, 16>;

static_assert(sizeof(Element) == sizeof(Storage));
static_assert(sizeof(JsonValue) == sizeof(Storage));
static_assert(std::is_trivially_copyable_v<Element>);
static_assert(std::is_trivially_copyable_v<JsonValue>);

/// Buffers of documents above this size are given back.
constexpr std::size_t kKeptBytesMax = std::size_t{1024} * 1024;
constexpr std::size_t kCapacityMin = 1024;

/// A JsonValue has nothing but the bytes of an element, all zero when it comes from no document.
std::optional<Element> element_of(const JsonValue& value) noexcept {
  if (std::bit_cast<Storage>(value) == Storage{}) return std::nullopt;
  return std::bit_cast<Element>(value);
}

JsonValue value_of(Element element) noexcept {
  return std::bit_cast<JsonValue>(element);
}

/// A double that is a whole number of 64 bits. 2^63 itself is one too many.
std::optional<std::int64_t> whole(double number) noexcept {
  constexpr double kLimit = 9223372036854775808.0;
  if (!(number >= -kLimit && number < kLimit)) return std::nullopt;
  const auto integer = static_cast<std::int64_t>(number);
  if (static_cast<double>(integer) != number) return std::nullopt;
  return integer;
}

}  // namespace

JsonValue::Type JsonValue::type() const noexcept {
  const auto element = element_of(*this);
  if (!element) return Type::null;
  switch (element->type()) {
    case ElementType::ARRAY:
      return Type::array;
    case ElementType::OBJECT:
      return Type::object;
    case ElementType::INT64:
    case ElementType::UINT64:
      return Type::integer;
    case ElementType::DOUBLE:
      return Type::real;
    case ElementType::STRING:
      return Type::string;
    case ElementType::BOOL:
      return Type::boolean;
    case ElementType::NULL_VALUE:
      return Type::null;
  }
  return Type::null;
}

std::optional<std::string_view> JsonValue::string() const noexcept {
  const auto element = element_of(*this);
  std::string_view text;
  if (!element || element->get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::optional<std::int64_t> JsonValue::integer() const noexcept {
  const auto element = element_of(*this);
  if (!element) return std::nullopt;
  std::int64_t integer = 0;
  if (element->get_int64().get(integer) == simdjson::SUCCESS) return integer;
  double number = 0;
  if (element->type() != ElementType::DOUBLE) return std::nullopt;
  if (element->get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
  return whole(number);
}

std::optional<double> JsonValue::number() const noexcept {
  const auto element = element_of(*this);
  double number = 0;
  if (!element || element->get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::optional<bool> JsonValue::boolean() const noexcept {
  const auto element = element_of(*this);
  bool truth = false;
  if (!element || element->get_bool().get(truth) != simdjson::SUCCESS) return std::nullopt;
  return truth;
}

std::optional<JsonValue> JsonValue::get(std::string_view key) const noexcept {
  const auto element = element_of(*this);
  simdjson::dom::object object;
  if (!element || element->get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
  Element member;
  if (object.at_key(key).get(member) != simdjson::SUCCESS) return std::nullopt;
  return value_of(member);
}

std::size_t JsonValue::size() const noexcept {
  const auto element = element_of(*this);
  simdjson::dom::array array;
  if (!element || element->get_array().get(array) != simdjson::SUCCESS) return 0;
  // The tape counts to 2^24 - 1 only and then says "or more".
  constexpr std::size_t kCountedMax = 0xFFFFFF;
  const std::size_t counted = array.size();
  if (counted < kCountedMax) return counted;
  return static_cast<std::size_t>(std::distance(array.begin(), array.end()));
}

void JsonValue::for_each(const std::function<void(JsonValue)>& visit) const {
  const auto element = element_of(*this);
  simdjson::dom::array array;
  if (!element || element->get_array().get(array) != simdjson::SUCCESS) return;
  for (const Element item : array)
    visit(value_of(item));
}

void JsonValue::for_each_member(
    const std::function<void(std::string_view, JsonValue)>& visit) const {
  const auto element = element_of(*this);
  simdjson::dom::object object;
  if (!element || element->get_object().get(object) != simdjson::SUCCESS) return;
  for (const auto& [key, member] : object)
    visit(key, value_of(member));
}

std::string JsonValue::to_json() const {
  const auto element = element_of(*this);
  if (!element) return "null";
  return simdjson::minify(*element);
}

struct JsonParser::Impl {
  explicit Impl(std::size_t depth) : depth_max(depth) {}

  /// Puts the text where simdjson may read past its end, with its lone halves rewritten.
  void load(std::string_view text, Halves halves, Commas commas) {
    if (!may_hold_lone_halves(text)) {
      input.assign(text);
    } else if (halves == Halves::keep) {
      input = mark_lone_halves(text);
    } else {
      input.assign(text);
      replace_lone_halves(input);
    }
    if (commas == Commas::trailing) blank_trailing_commas(input);
    pad();
  }

  void pad() {
    length = input.size();
    input.append(simdjson::SIMDJSON_PADDING, '\0');
  }

  /// What has been loaded. NUMBER_ERROR also for what is no number at all.
  simdjson::error_code parse(Element& root) {
    if (const auto error = make_room()) return error;
    return parser.parse_into_document(document, input.data(), length, false).get(root);
  }

  /// What has been loaded, after its numbers were brought into range.
  simdjson::error_code parse_in_range(Element& root) {
    auto rewritten = with_numbers_in_range(std::string_view(input).substr(0, length));
    if (!rewritten) return simdjson::NUMBER_ERROR;
    input = *std::move(rewritten);
    pad();
    return parse(root);
  }

  /// Growing to powers of two, so that documents which grow slowly do not allocate each time.
  simdjson::error_code make_room() {
    if (capacity >= length && capacity > 0) return simdjson::SUCCESS;
    const std::size_t wanted = std::bit_ceil(std::max(length, kCapacityMin));
    capacity = 0;
    if (const auto error = document.allocate(wanted)) return error;
    // simdjson counts the document itself as a level.
    if (const auto error = parser.allocate(wanted, depth_max + 1)) return error;
    capacity = wanted;
    return simdjson::SUCCESS;
  }

  void trim() noexcept {
    if (capacity <= kKeptBytesMax && input.capacity() <= 2 * kKeptBytesMax) return;
    parser = simdjson::dom::parser();
    document = simdjson::dom::document();
    std::string().swap(input);
    capacity = 0;
  }

  std::size_t depth_max;
  simdjson::dom::parser parser;
  simdjson::dom::document document;
  std::string input;
  std::size_t length = 0;
  std::size_t capacity = 0;
};

JsonParser::JsonParser(std::size_t depth_max) : impl_(std::make_unique<Impl>(depth_max)) {}
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;
JsonParser::~JsonParser() = default;

Result<JsonValue> JsonParser::parse(std::string_view text, Halves halves, Commas commas) {
  impl_->trim();
  impl_->load(text, halves, commas);
  Element root;
  auto error = impl_->parse(root);
  if (error == simdjson::NUMBER_ERROR) error = impl_->parse_in_range(root);
  if (error == simdjson::CAPACITY || error == simdjson::MEMALLOC) {
    return Error{Errc::malformed, "the JSON document is too large"};
  }
  if (error == simdjson::DEPTH_ERROR) {
    return Error{Errc::malformed, "the JSON document is nested too deeply"};
  }
  if (error) return Error{Errc::malformed, "the text is not one JSON document"};
  return value_of(root);
}

void JsonParser::trim() noexcept {
  impl_->trim();
}

}  // namespace spotter::codec
