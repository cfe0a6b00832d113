#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/codec/json_writer.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::testing {

/// A JSON value that an app keeps, and changes by patches: what docs/streaming.md tells it to do.
class Document {
 public:
  Document() = default;
  explicit Document(codec::JsonValue value) {
    switch (value.type()) {
      case codec::JsonValue::Type::object:
        kind_ = Kind::object;
        value.for_each_member([&](std::string_view name, codec::JsonValue member) {
          members_.emplace_back(std::string(name), Document(member));
        });
        break;
      case codec::JsonValue::Type::array:
        kind_ = Kind::array;
        value.for_each(
            [&](codec::JsonValue element) { members_.emplace_back("", Document(element)); });
        break;
      default:
        scalar_ = value.to_json();
    }
  }
  static Document parse(std::string_view text) {
    codec::JsonParser parser;
    return Document(parser.parse(text).value());
  }

  /// Applies the operations of a JSON Patch. Throws if one of them does not fit.
  void apply(const Document& patch) {
    for (const auto& [index, operation] : patch.members_) {
      const std::string path = operation.at("path").text();
      const std::size_t cut = path.rfind('/');
      Document& parent = find(std::string_view(path).substr(0, cut));
      parent.change(operation.at("op").text(), path.substr(cut + 1), operation);
    }
  }

  [[nodiscard]] const Document& at(std::string_view name) const {
    for (const auto& [key, member] : members_)
      if (key == name) return member;
    throw std::runtime_error("no member " + std::string(name) + " in " + to_json());
  }
  [[nodiscard]] bool has(std::string_view name) const {
    return std::any_of(members_.begin(), members_.end(),
                       [&](const auto& member) { return member.first == name; });
  }
  /// Of a string.
  [[nodiscard]] std::string text() const {
    codec::JsonParser parser;
    return std::string(parser.parse(scalar_).value().string().value());
  }
  [[nodiscard]] std::size_t size() const noexcept { return members_.size(); }

  [[nodiscard]] std::string to_json() const {
    if (kind_ == Kind::scalar) return scalar_;
    const bool object = kind_ == Kind::object;
    std::string json(object ? "{" : "[");
    for (const auto& [name, member] : members_) {
      if (json.size() > 1) json += ',';
      if (object) {
        codec::append_json_string(json, name);
        json += ':';
      }
      json += member.to_json();
    }
    return json + (object ? "}" : "]");
  }

 private:
  enum class Kind { scalar, object, array };

  Document& find(std::string_view path) {
    Document* at = this;
    while (!path.empty()) {
      path.remove_prefix(1);
      const std::string_view step = path.substr(0, path.find('/'));
      path.remove_prefix(step.size());
      at = &at->child(step);
    }
    return *at;
  }
  Document& child(std::string_view step) {
    if (kind_ == Kind::array) return members_.at(std::stoul(std::string(step))).second;
    for (auto& [key, member] : members_)
      if (key == step) return member;
    throw std::runtime_error("no " + std::string(step) + " in " + to_json());
  }
  void change(const std::string& op, const std::string& key, const Document& operation) {
    if (op == "replace") {
      child(key) = operation.at("value");
    } else if (op == "add" && kind_ == Kind::array && key == "-") {
      members_.emplace_back("", operation.at("value"));
    } else if (op == "remove" && kind_ == Kind::array) {
      child(key);  // there is one
      members_.erase(members_.begin() + std::stol(key));
    } else {
      throw std::runtime_error("the contract has no such operation: " + operation.to_json());
    }
  }

  Kind kind_ = Kind::scalar;
  std::string scalar_ = "null";                              ///< as JSON
  std::vector<std::pair<std::string, Document>> members_{};  ///< of an array: without names
};

}  // namespace spotter::testing
