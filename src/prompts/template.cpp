#include "prompts/template.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace spotter::prompts {
namespace {

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

}  // namespace

Template::Template(std::string source, SlotNames slots, std::vector<Place> places)
    : source_(std::move(source)), slots_(std::move(slots)), places_(std::move(places)) {}

Checked<Template> Template::parse(std::string text) {
  SlotNames names;
  std::vector<Place> places;
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
    places.push_back({open, end});
    open = view.find(kOpen, end);
  }
  return Template(std::move(text), std::move(names), std::move(places));
}

std::string Template::render(std::initializer_list<Slot> slots) const {
  const std::string_view source = source_;
  std::size_t bytes = source.size();
  for (const auto& slot : slots)
    bytes += slot.value.size();
  std::string text;
  text.reserve(bytes);
  std::size_t copied = 0;
  for (const auto& [open, end] : places_) {
    const auto begin = open + kOpen.size();
    const auto name = source.substr(begin, end - kClose.size() - begin);
    const auto* const slot = std::find_if(slots.begin(), slots.end(),
                                          [name](const Slot& given) { return given.name == name; });
    if (slot == slots.end()) throw std::logic_error("template rendered without " + ungiven(slots));
    text.append(source, copied, open - copied).append(slot->value);
    copied = end;
  }
  return text.append(source, copied);
}

std::string Template::ungiven(std::initializer_list<Slot> slots) const {
  SlotNames missing = slots_;
  for (const auto& slot : slots) {
    if (const auto found = missing.find(slot.name); found != missing.end()) missing.erase(found);
  }
  return to_string(missing);
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
