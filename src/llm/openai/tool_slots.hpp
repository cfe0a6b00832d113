#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/codec/surrogates.hpp>
#include <spotter/llm/event_queue.hpp>
#include <spotter/llm/settings.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::openai {

/// One piece of a tool call as it came; strings with marks (codec/surrogates.hpp). Absent is empty.
struct ToolFragment {
  std::optional<std::int64_t> index;
  std::string_view call_id;
  std::string_view name;
  std::string_view arguments;
};

/// Puts tool calls together from their pieces. A machine.
///
/// Servers number calls by `index`, by `id`, by both, or send two calls under one index; see
/// slot_of().
class ToolSlots {
 public:
  ToolSlots(EventQueue& events, const AnswerLimits& limits) : events_(events), limits_(limits) {}

  /// False: there are more calls, or more pieces of one call, than allowed.
  bool on_fragment(const ToolFragment& fragment);

  /// The answer is complete: ends each call that began, in order.
  void finish(codec::JsonParser& parser);

  /// A call has begun: its name is known.
  [[nodiscard]] bool any_begun() const noexcept { return begun_ > 0; }

 private:
  struct Slot {
    std::optional<std::int64_t> index;
    std::string call_id;
    std::string name;
    std::optional<std::size_t> number;  ///< once it has begun
    std::string arguments;
    codec::HalfJoiner joiner;
    std::size_t fragments = 0;
  };

  /// Nothing: one more slot is not allowed.
  Slot* slot_of(const ToolFragment& fragment, const std::string& call_id);
  Slot* open(const ToolFragment& fragment, const std::string& call_id);
  void begin(Slot& slot);
  void append(Slot& slot, std::string_view marked);

  EventQueue& events_;
  AnswerLimits limits_;
  std::vector<Slot> slots_;
  std::size_t begun_ = 0;
  std::size_t last_ = 0;  ///< the slot of the last fragment
};

}  // namespace spotter::llm::openai
