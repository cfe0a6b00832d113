#pragma once

#include <spotter/chat/exchange.hpp>
#include <spotter/chat/weight_unit.hpp>
#include <spotter/exercises/name_keeper.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::chat {

/// A chat between two turns: enough to go on with it elsewhere. A value; it holds what was said, so
/// it leaves the process sealed or not at all.
struct Snapshot {
  std::string locale;  ///< BCP 47
  WeightUnit unit = WeightUnit::unknown;
  std::vector<Exchange> exchanges;   ///< oldest first
  std::vector<std::string> earlier;  ///< of exchanges that have gone, as History has it
  exercises::NameKeeper::Names names;
  /// Nobody knows whether the user has seen the end of the last answer.
  bool last_unseen = false;

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

/// One JSON object; nothing but snapshot_of() reads it.
std::string to_json(const Snapshot& snapshot);
/// Nothing when it is not one, or of a version that this one does not read.
std::optional<Snapshot> snapshot_of(std::string_view json);

}  // namespace spotter::chat
