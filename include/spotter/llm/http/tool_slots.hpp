#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/codec/surrogates.hpp>
#include <spotter/llm/event_queue.hpp>
#include <spotter/llm/settings.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::http {

/// One piece of a tool call as it came; strings with marks (codec/surrogates.hpp). Absent is empty.
struct ToolFragment {
  std::optional<std::int64_t> index{};
  std::string_view call_id{};
  std::string_view name{};
  std::string_view arguments{};
};

/// Puts tool calls together from their pieces. A machine.
///
/// Servers number calls by `index`, by `id`, by both, or send two calls under one index; see
/// slot_of().
class ToolSlots {
 public:
  /// `arguments_parser` is used during calls only.
  ToolSlots(EventQueue& events, const AnswerLimits& limits, codec::JsonParser& arguments_parser)
      : events_(events), limits_(limits), parser_(arguments_parser) {}

  /// False: there are more calls, or more pieces of one call, than allowed.
  bool on_fragment(const ToolFragment& fragment);

  /// The call of this index is complete, if it began; further pieces of it are not expected. What
  /// the server says its arguments are in `whole` (with marks) counts more than their pieces.
  void end(std::int64_t index, std::optional<std::string_view> whole);

  /// The answer is complete: ends each call that began and did not end, in order.
  void finish();

  /// Calls that have begun: their name is known.
  [[nodiscard]] std::size_t begun() const noexcept { return begun_; }

 private:
  struct Slot {
    std::optional<std::int64_t> index;
    std::string call_id;
    std::string name;
    std::optional<std::size_t> number;  ///< once it has begun
    std::string arguments;
    codec::HalfJoiner joiner;
    std::size_t fragments = 0;
    bool ended = false;
  };

  /// Nothing: one more slot is not allowed.
  Slot* slot_of(const ToolFragment& fragment, const std::string& call_id);
  Slot* open(const ToolFragment& fragment, const std::string& call_id);
  void begin(Slot& slot);
  void append(Slot& slot, std::string_view marked);
  void add(Slot& slot, std::string text);
  void end(Slot& slot);

  EventQueue& events_;
  AnswerLimits limits_;
  codec::JsonParser& parser_;
  std::vector<Slot> slots_;
  std::size_t begun_ = 0;
  std::size_t last_ = 0;  ///< the slot of the last fragment
};

}  // namespace spotter::llm::http
