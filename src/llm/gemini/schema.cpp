#include "llm/gemini/schema.hpp"

#include <spotter/codec/json_writer.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace spotter::llm::gemini {
namespace {

using codec::JsonValue;

/// References inside of references; one more is a circle.
constexpr std::size_t kReferencesMax = 32;

/// Keywords that mean the same in both dialects and need no change.
constexpr std::array<std::string_view, 9> kCommon{"title",    "description", "format",
                                                  "required", "minimum",     "maximum",
                                                  "minItems", "maxItems",    "nullable"};

bool is_null_type(const JsonValue& schema) {
  const auto type = schema.get("type");
  return type && type->string() == "null";
}

/// Writes one schema after the other into `out_`.
class Lowering {
 public:
  explicit Lowering(const JsonValue& root) : root_(root) {}

  std::optional<std::string> run() {
    write(root_, 0);
    if (failed_) return std::nullopt;
    return std::move(out_);
  }

 private:
  void key(std::string_view name) {
    if (!out_.ends_with('{')) out_ += ',';
    codec::append_json_string(out_, name);
    out_ += ':';
  }

  void write(const JsonValue& schema, std::size_t references) {
    out_ += '{';
    write_members(schema, references);
    out_ += '}';
  }

  void write_members(const JsonValue& schema, std::size_t references) {
    if (const auto reference = schema.get("$ref")) return inline_reference(*reference, references);
    schema.for_each_member([&](std::string_view name, JsonValue value) {
      if (name == "type") return write_type(value);
      if (name == "enum" || name == "const") return write_choices(value);
      if (name == "properties") return write_properties(value, references);
      if (name == "anyOf" || name == "oneOf") return write_alternatives(value, references);
      if (name == "items") {
        key(name);
        return write(value, references);
      }
      if (std::find(kCommon.begin(), kCommon.end(), name) == kCommon.end()) return;
      key(name);
      out_ += value.to_json();
    });
  }

  void inline_reference(const JsonValue& reference, std::size_t references) {
    constexpr std::string_view kLocal = "#/$defs/";
    const auto path = reference.string().value_or(std::string_view());
    const auto definitions = root_.get("$defs");
    const auto target = definitions && path.starts_with(kLocal)
                            ? definitions->get(path.substr(kLocal.size()))
                            : std::nullopt;
    failed_ = failed_ || !target || references >= kReferencesMax;
    if (!failed_) write_members(*target, references + 1);
  }

  void write_type(const JsonValue& type) {
    if (const auto word = type.string()) return write_type_word(*word);
    bool nullable = false;
    bool written = false;
    type.for_each([&](JsonValue one) {
      const auto word = one.string().value_or(std::string_view());
      if (word == "null") {
        nullable = true;
      } else if (!std::exchange(written, true)) {
        write_type_word(word);
      }
    });
    if (nullable) write_nullable();
  }

  void write_type_word(std::string_view word) {
    key("type");
    std::string upper(word);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    codec::append_json_string(out_, upper);
  }

  void write_nullable() {
    key("nullable");
    out_ += "true";
  }

  /// Values are strings in this dialect.
  void write_choices(const JsonValue& choices) {
    key("enum");
    out_ += '[';
    const auto write_one = [this](const JsonValue& choice) {
      if (!out_.ends_with('[')) out_ += ',';
      const auto text = choice.string();
      codec::append_json_string(out_, text ? std::string(*text) : choice.to_json());
    };
    if (choices.type() == JsonValue::Type::array) {
      choices.for_each(write_one);
    } else {
      write_one(choices);
    }
    out_ += ']';
  }

  void write_properties(const JsonValue& properties, std::size_t references) {
    std::string order;
    key("properties");
    out_ += '{';
    properties.for_each_member([&](std::string_view name, JsonValue property) {
      key(name);
      write(property, references);
      order += order.empty() ? "[" : ",";
      codec::append_json_string(order, name);
    });
    out_ += '}';
    if (order.empty()) return;
    key("propertyOrdering");
    out_ += order + "]";
  }

  void write_alternatives(const JsonValue& alternatives, std::size_t references) {
    bool nullable = false;
    alternatives.for_each([&](JsonValue one) { nullable = nullable || is_null_type(one); });
    if (nullable) write_nullable();
    key("anyOf");
    out_ += '[';
    alternatives.for_each([&](JsonValue one) {
      if (is_null_type(one)) return;
      if (!out_.ends_with('[')) out_ += ',';
      write(one, references);
    });
    out_ += ']';
  }

  const JsonValue& root_;
  std::string out_;
  bool failed_ = false;
};

LoweredSchema lower(std::string_view source, codec::JsonParser& parser) {
  LoweredSchema schema;
  schema.source = source;
  const auto document = parser.parse(source);
  if (!document) return schema;
  schema.open_api = lower_to_open_api(*document);
  if (const auto required = document->get("required")) {
    required->for_each([&schema](JsonValue name) {
      schema.required.emplace_back(name.string().value_or(std::string_view()));
    });
  }
  return schema;
}

}  // namespace

std::optional<std::string> lower_to_open_api(const JsonValue& schema) {
  return Lowering(schema).run();
}

const LoweredSchema& Schemas::of(std::string_view source, codec::JsonParser& parser) {
  const auto found =
      std::find_if(known_.begin(), known_.end(),
                   [source](const LoweredSchema& schema) { return schema.source == source; });
  if (found != known_.end()) return *found;
  if (known_.size() >= kKept) known_.pop_front();
  return known_.emplace_back(lower(source, parser));
}

}  // namespace spotter::llm::gemini
