#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::exercises {

/// What weekly sets are counted by.
enum class Muscle : std::uint8_t {
  chest,
  back,  ///< lats and middle back
  quadriceps,
  hamstrings,
  glutes,
  front_delts,
  side_delts,
  rear_delts,
  biceps,
  triceps,
  calves,
  abdominals,
  traps,
  forearms,
  lower_back,
  abductors,
  adductors
};
inline constexpr std::size_t kMuscles = 17;

enum class Pattern : std::uint8_t {
  squat,
  lunge,
  knee_extension,
  hinge,
  hip_extension,
  knee_flexion,
  hip_abduction,
  hip_adduction,
  ankle,
  horizontal_push,
  incline_push,
  vertical_push,
  chest_fly,
  shoulder_abduction,
  shoulder_flexion,
  horizontal_pull,
  vertical_pull,
  shoulder_extension,
  rear_fly,
  shrug,
  elbow_flexion,
  elbow_extension,
  wrist,
  trunk_flexion,
  anti_extension,
  anti_rotation,
  trunk_rotation,
  trunk_extension,
  carry,
  olympic,
  jump,
  throwing,
  cardio,
  mobility
};

enum class Kind : std::uint8_t { compound, isolation, bodyweight, cardio };

enum class Level : std::uint8_t { beginner, intermediate, advanced };

/// What an exercise needs, each one of a group that fits ("dumbbell|kettlebell"), all groups.
enum class Equipment : std::uint8_t {
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
  cardio_machine,
  ball,
  ab_wheel,
  sled,
  rope,
  medicine_ball,
  rings,
  plate
};

/// What an exercise asks of a body that may not bear it.
enum class Strain : std::uint8_t {
  lower_back,
  knee,      ///< bends the loaded knee deep
  shoulder,  ///< overhead, or at the end of its range
  wrist,
  elbow,
  neck,
  impact,
  bracing,  ///< heavy, with held breath
  supine,   ///< lying on the back
  prone,    ///< lying on the belly
  spine_flexion,
  balance,
  grip
};

/// What the numbers of a set count.
enum class Unit : std::uint8_t { reps, seconds, minutes, metres };

/// One exercise of the catalogue. Lives as long as the catalogue.
struct Exercise {
  std::string_view
      name;  ///< as the LiftLog app's catalogue (free-exercise-db, public domain) has it
  std::vector<std::string_view> aliases;  ///< what people also call it
  Pattern pattern{};
  Muscle primary{};
  std::vector<Muscle> secondary;                  ///< each set counts half for them
  std::vector<std::vector<Equipment>> equipment;  ///< all of these; of each inner list any one
  Kind kind{};
  Level level{};
  Unit unit = Unit::reps;
  int least = 8;  ///< of what the unit counts, a set
  int most = 12;
  bool each_side = false;
  /// The smallest usual step, in thousandths; 0: nothing to load.
  int step_kg = 0;
  int step_lb = 0;
  std::vector<Strain> strains;
};

/// A name of the catalogue in somebody's text.
struct Mention {
  std::string_view text;  ///< as it is spelled there
  const Exercise* exercise = nullptr;
};

/// The exercises that the coach knows. Immutable after it was made, so all shards share one.
class Catalogue {
 public:
  virtual ~Catalogue() = default;
  [[nodiscard]] virtual std::span<const Exercise> all() const noexcept = 0;
  /// By its name or one of its aliases. Case, accents, punctuation, plural s, the order of words
  /// and the usual abbreviations do not matter ("DB bench presses" finds "Dumbbell Bench Press"),
  /// nor does naming the equipment that it is done with anyway ("barbell hip thrust"). Null when
  /// nothing, or more than one, fits, and for names of more than 200 bytes.
  [[nodiscard]] virtual const Exercise* find(std::string_view name) const noexcept = 0;
  /// The names and aliases that stand in a text, on word borders, in its order and not overlapping;
  /// the longest wins. Left out are names of things ("squat rack") and single words for cardio
  /// ("running"), which people say without naming an exercise. Reads the first 256 KiB; the cost is
  /// proportional to the text. A catalogue that does not look into texts finds none.
  [[nodiscard]] virtual std::vector<Mention> mentions(std::string_view /*text*/) const {
    return {};
  }
};

/// The copy that is built into the binary, from data/exercises.tsv. Throws std::runtime_error when
/// it is broken (a failed start).
std::shared_ptr<const Catalogue> make_built_in_catalogue();

}  // namespace spotter::exercises
