#include "prompts/template.hpp"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <memory>
#include <stdexcept>
#include <utility>

namespace spotter::prompts {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

bool is_slot_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), allowed);
}

Fault fault_at(std::string_view text, std::size_t position, std::string why) {
  const auto before = text.substr(0, position);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  return {"", static_cast<std::size_t>(line), std::move(why)};
}

std::string as_is(const std::string& value) {
  return value;
}

}  // namespace

struct Template::Parsed {
  mustache::mustache tree;
};

Template::Template(std::string source, SlotNames slots, std::unique_ptr<const Parsed> parsed)
    : source_(std::move(source)), slots_(std::move(slots)), parsed_(std::move(parsed)) {}
Template::Template(Template&& other) noexcept = default;
Template& Template::operator=(Template&& other) noexcept = default;
Template::~Template() = default;

Checked<Template> Template::parse(std::string text) {
  SlotNames names;
  const std::string_view view = text;
  for (auto open = view.find(kOpen); open != view.npos;) {
    const auto begin = open + kOpen.size();
    const auto close = view.find(kClose, begin);
    if (close == view.npos) return fault_at(view, open, "\"{{\" is never closed");
    const auto name = view.substr(begin, close - begin);
    const auto end = close + kClose.size();
    const bool third_brace = end < view.size() && view[end] == '}';
    if (!is_slot_name(name) || third_brace) {
      return fault_at(view, open,
                      "only {{name}} is allowed between braces, with a name of a-z, 0-9 and _");
    }
    names.emplace(name);
    open = view.find(kOpen, end);
  }
  if (names.empty()) return Template(std::move(text), {}, nullptr);
  // The library never sees a tag that did not pass: it hands bytes of tags to std::isspace as they
  // are.
  mustache::mustache tree(text);
  if (!tree.is_valid()) return Fault{"", 0, tree.error_message()};
  tree.set_custom_escape(as_is);
  auto parsed = std::make_unique<const Parsed>(Parsed{std::move(tree)});
  return Template(std::move(text), std::move(names), std::move(parsed));
}

std::string Template::render(std::initializer_list<Slot> slots) const {
  mustache::data values;
  SlotNames missing = slots_;
  for (const auto& slot : slots) {
    values.set(std::string(slot.name), slot.value);
    if (const auto found = missing.find(slot.name); found != missing.end()) missing.erase(found);
  }
  if (!missing.empty()) {
    throw std::logic_error("template rendered without " + to_string(missing));
  }
  if (!parsed_) return source_;
  // The library's render() is not const, so each call has a tree of its own and shards share none.
  // Copying one costs about a twentieth of parsing the text anew.
  auto tree = parsed_->tree;
  return tree.render(values);
}

std::string to_string(const SlotNames& names) {
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ", ";
    text.append(kOpen).append(name).append(kClose);
  }
  return text.empty() ? "no slots" : text;
}

}  // namespace spotter::prompts
