#pragma once

#include <spotter/llm/offline/enum_set.hpp>
#include <spotter/llm/provider.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <span>

namespace spotter::llm::offline {

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

/// A part of the body that somebody wants to train more.
enum class Area { chest, back, legs, shoulders, arms, abs, glutes, calves };

/// A place that may hurt.
enum class Joint { lower_back, knee, shoulder, elbow, wrist, neck, hip, ankle };

/// A family of exercises that somebody may not want.
enum class Move { squat, lunge, deadlift, push_up, pull_up, plank, bench_press };

/// Something that a professional must agree to training with first.
enum class Condition { pregnancy, illness, surgery };

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
  EnumSet<Area> focus;
  EnumSet<Joint> hurts;
  bool healthy = false;  ///< said that nothing hurts
  EnumSet<Move> rejected;
  std::optional<int> age;  ///< years
  EnumSet<Condition> conditions;
  bool cleared = false;  ///< a professional agreed to training
  unsigned again = 0;    ///< how often another plan was asked for

  friend bool operator==(const Wish&, const Wish&) = default;
};

/// The words of all languages, ready for searching. Immutable; any shard.
class Lexicon;
std::shared_ptr<const Lexicon> make_lexicon();

/// Reads the user's messages, oldest first; later ones change what earlier ones said. Pure. Only
/// the last 40 messages count, and of a long one its beginning and its end (4 KiB each).
Wish read_wish(std::span<const Message> messages, const Lexicon& lexicon);

}  // namespace spotter::llm::offline
