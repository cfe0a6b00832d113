#include <spotter/base/text.hpp>
#include <spotter/llm/http/tool_slots.hpp>

#include <algorithm>
#include <utility>

namespace spotter::llm::http {

bool ToolSlots::on_fragment(const ToolFragment& fragment) {
  const std::string call_id = codec::join_halves(fragment.call_id);
  Slot* const slot = slot_of(fragment, call_id);
  if (slot == nullptr) return false;
  last_ = static_cast<std::size_t>(slot - slots_.data());
  if (slot->ended) return true;
  if (slot->call_id.empty()) slot->call_id = call_id;
  // Some servers repeat the name with every piece: the first one counts and is never added to.
  if (slot->name.empty()) slot->name = codec::join_halves(fragment.name);
  if (!slot->number && !slot->name.empty()) begin(*slot);
  if (fragment.arguments.empty()) return true;
  if (++slot->fragments > limits_.tool_fragments_max) return false;
  append(*slot, fragment.arguments);
  return true;
}

ToolSlots::Slot* ToolSlots::slot_of(const ToolFragment& fragment, const std::string& call_id) {
  const auto last_with = [this](auto is_it) -> Slot* {
    const auto found = std::find_if(slots_.rbegin(), slots_.rend(), is_it);
    return found == slots_.rend() ? nullptr : &*found;
  };
  Slot* known = nullptr;
  if (fragment.index) {
    known = last_with([&](const Slot& slot) { return slot.index == fragment.index; });
    const bool other_call = known != nullptr && !call_id.empty() && !known->call_id.empty() &&
                            known->call_id != call_id;
    if (other_call) {
      // Perhaps an earlier call under the same index goes on.
      known = last_with([&](const Slot& slot) {
        return slot.index == fragment.index && slot.call_id == call_id;
      });
    }
  } else if (!call_id.empty()) {
    known = last_with([&](const Slot& slot) { return slot.call_id == call_id; });
  } else if (!slots_.empty()) {
    known = &slots_[last_];
  }
  return known != nullptr ? known : open(fragment, call_id);
}

ToolSlots::Slot* ToolSlots::open(const ToolFragment& fragment, const std::string& call_id) {
  if (slots_.size() >= limits_.tool_slots_max) return nullptr;
  Slot& slot = slots_.emplace_back();
  slot.index = fragment.index;
  slot.call_id = call_id;
  return &slot;
}

void ToolSlots::begin(Slot& slot) {
  slot.number = begun_++;
  events_.push(ToolBegin{*slot.number, slot.call_id, slot.name});
  if (!slot.arguments.empty()) events_.push(ToolArgs{*slot.number, slot.arguments});
}

void ToolSlots::append(Slot& slot, std::string_view marked) {
  std::string fragment;
  slot.joiner.feed(marked, fragment);
  add(slot, std::move(fragment));
}

void ToolSlots::add(Slot& slot, std::string text) {
  if (text.empty()) return;
  slot.arguments += text;
  if (slot.number) events_.push(ToolArgs{*slot.number, std::move(text)});
}

void ToolSlots::end(std::int64_t index, std::optional<std::string_view> whole) {
  const auto found = std::find_if(slots_.rbegin(), slots_.rend(), [index](const Slot& slot) {
    return slot.index == index && slot.number && !slot.ended;
  });
  if (found == slots_.rend()) return;
  if (whole) {
    std::string text = codec::join_halves(*whole);
    found->joiner = {};  // a half that still waits is in the whole, with its other half
    if (text.starts_with(found->arguments)) {
      add(*found, text.substr(found->arguments.size()));
    } else {
      found->arguments = std::move(text);
    }
  }
  end(*found);
}

void ToolSlots::end(Slot& slot) {
  std::string rest;
  slot.joiner.end(rest);
  add(slot, std::move(rest));
  // A call without arguments is a call with none.
  if (trimmed(slot.arguments).empty()) slot.arguments = "{}";
  const auto document = parser_.parse(slot.arguments);
  const bool ok = document && document->type() == codec::JsonValue::Type::object;
  events_.push(ToolEnd{*slot.number, std::move(slot.arguments), ok});
  slot.ended = true;
}

void ToolSlots::finish() {
  std::vector<Slot*> in_order(begun_);
  for (Slot& slot : slots_) {
    if (slot.number) in_order[*slot.number] = &slot;
  }
  for (Slot* slot : in_order) {
    if (!slot->ended) end(*slot);
  }
}

}  // namespace spotter::llm::http
