#pragma once

#include <spotter/llm/provider.hpp>
#include <spotter/plan/brief.hpp>
#include <spotter/trainer/enum_set.hpp>
#include <spotter/trainer/knowledge.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace spotter::trainer {

enum class Level { beginner, intermediate, advanced };

enum class Goal { health, strength, muscle, weight, toning, endurance };

/// What somebody trains with, in the words people use; a gear stands for several items.
enum class Gear { gym, barbell, dumbbells, kettlebell, bands, bodyweight, machines };

/// A single thing that an exercise may need.
enum class Item {
  barbell,
  rack,
  bench,
  dumbbell,
  kettlebell,
  band,
  machine,
  cable,
  smith_machine,
  pull_up_bar,
  trap_bar,
  ez_bar,
  box,
  dip_bars,
  landmine,
  cardio_machine
};

/// A part of the body that somebody wants to train (more).
enum class Area {
  chest,
  back,
  legs,
  shoulders,
  arms,
  abs,
  glutes,
  calves,
  quads,
  hamstrings,
  biceps,
  triceps,
  full_body
};

/// A place that may hurt.
enum class Joint { lower_back, knee, shoulder, elbow, wrist, neck, hip, ankle };

/// A family of exercises that somebody may not want.
enum class Move { squat, lunge, deadlift, push_up, pull_up, plank, bench_press };

/// Something that a professional must agree to training with first.
enum class Condition { pregnancy, illness, surgery };

/// "Swap the bench press for dips".
struct Swap {
  const exercises::Exercise* out = nullptr;  ///< of the catalogue; never null
  const exercises::Exercise* in = nullptr;   ///< null: whatever fits

  friend bool operator==(const Swap&, const Swap&) = default;
};

/// An exercise that is in the user's log.
struct Known {
  std::string name;                               ///< as the user spells it
  const exercises::Exercise* exercise = nullptr;  ///< null: the catalogue does not know it
  plan::Decimal heaviest;                         ///< in the user's unit; 0: not known

  friend bool operator==(const Known&, const Known&) = default;
};

/// What somebody asked for, as far as they said it. A value; empty fields were never said.
struct Wish {
  std::optional<int> days;  ///< a week, 1 to 7
  std::optional<Level> level;
  std::optional<Goal> goal;                     ///< the first that was named
  bool weight_too = false;                      ///< losing weight is a further goal
  EnumSet<Gear> gear;                           ///< empty: not said
  EnumSet<Item> extra;                          ///< named besides the gear
  EnumSet<Item> without;                        ///< named as missing
  std::optional<std::chrono::minutes> minutes;  ///< a session, 15 to 120
  /// How often the user has asked for shorter sessions since, and the minutes before that: a plan
  /// that was shorter anyway becomes shorter still.
  int shorter = 0;
  std::optional<std::chrono::minutes> length_before;
  EnumSet<Area> focus;
  EnumSet<Area> unwanted;  ///< areas to leave out: "no legs"; of "only legs" all others
  EnumSet<Joint> hurts;
  bool healthy = false;  ///< said that nothing hurts
  EnumSet<Move> rejected;
  std::vector<const exercises::Exercise*> wanted;  ///< named to be in; at most kWantedMax
  std::vector<Swap> swaps;  ///< in the order of asking; at most kSwapsMax, the first go
  int effort = 0;           ///< "harder" counts up, "easier" down; -2 to 2
  std::optional<int> age;   ///< years
  EnumSet<Condition> conditions;
  bool cleared = false;  ///< a professional agreed to training
  unsigned again = 0;    ///< how often another plan was asked for

  /// One session for today and not a week; of these areas in the order of naming, empty: the whole
  /// body.
  bool single_session = false;
  std::vector<Area> areas;
  std::optional<int> exercises;  ///< of a session, at least; 1 to 12
  std::vector<Known> known;      ///< at most kKnownMax

  friend bool operator==(const Wish&, const Wish&) = default;
};

inline constexpr std::chrono::minutes kLengthMin{15};
/// The next length of a session below this one that people ask for.
std::chrono::minutes shorter_than(std::chrono::minutes length) noexcept;

inline constexpr std::size_t kSwapsMax = 16;
inline constexpr std::size_t kWantedMax = 16;
inline constexpr std::size_t kKnownMax = 2000;

/// Reads the user's messages, oldest first; later ones change what earlier ones said. Pure. Only
/// the last 100 messages count, of a long one its beginning and its end (4 KiB each), and 32 KiB of
/// all together.
Wish read_wish(std::span<const llm::Message> messages, const Knowledge& knowledge);

/// The same from a form. Labels that no language knows are left out.
Wish read_wish(const plan::Brief& brief, const Knowledge& knowledge);

}  // namespace spotter::trainer
