#include "lint/words.hpp"

#include <spotter/base/text.hpp>

#include <array>
#include <cmath>

namespace spotter::lint {

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts)
    text += part;
  return text;
}

std::string quoted(std::string_view name) {
  return joined({"\"", utf8_prefix(name, 60), "\""});
}

std::string number(std::size_t value) {
  return std::to_string(value);
}

std::string number(double sets) {
  const auto halves = std::llround(sets * 2);
  return std::to_string(halves / 2) + (halves % 2 == 0 ? "" : ".5");
}

std::string minutes(std::chrono::seconds time) {
  return std::to_string(std::chrono::round<std::chrono::minutes>(time).count());
}

std::string_view name_of(exercises::Muscle muscle) noexcept {
  using enum exercises::Muscle;
  switch (muscle) {
    case chest:
      return "chest";
    case back:
      return "back";
    case quadriceps:
      return "quadriceps";
    case hamstrings:
      return "hamstrings";
    case glutes:
      return "glutes";
    case front_delts:
      return "front delts";
    case side_delts:
      return "side delts";
    case rear_delts:
      return "rear delts";
    case biceps:
      return "biceps";
    case triceps:
      return "triceps";
    case calves:
      return "calves";
    case abdominals:
      return "abdominals";
    case traps:
      return "traps";
    case forearms:
      return "forearms";
    case lower_back:
      return "lower back";
    case abductors:
      return "abductors";
    case adductors:
      return "adductors";
  }
  return "muscle";
}

std::string_view name_of(exercises::Equipment equipment) noexcept {
  using enum exercises::Equipment;
  switch (equipment) {
    case barbell:
      return "barbell";
    case rack:
      return "rack";
    case bench:
      return "bench";
    case dumbbell:
      return "dumbbell";
    case kettlebell:
      return "kettlebell";
    case band:
      return "band";
    case machine:
      return "machine";
    case cable:
      return "cable";
    case smith_machine:
      return "Smith machine";
    case pull_up_bar:
      return "pull-up bar";
    case trap_bar:
      return "trap bar";
    case ez_bar:
      return "EZ bar";
    case box:
      return "box";
    case dip_bars:
      return "dip bars";
    case landmine:
      return "landmine";
    case cardio_machine:
      return "cardio machine";
    case ball:
      return "exercise ball";
    case ab_wheel:
      return "ab wheel";
    case sled:
      return "sled";
    case rope:
      return "rope";
    case medicine_ball:
      return "medicine ball";
    case rings:
      return "rings";
    case plate:
      return "plate";
  }
  return "equipment";
}

std::string_view name_of(exercises::Strain strain) noexcept {
  using enum exercises::Strain;
  switch (strain) {
    case lower_back:
      return "loads the lower back";
    case knee:
      return "bends the loaded knee deep";
    case shoulder:
      return "takes the shoulder overhead or to the end of its range";
    case wrist:
      return "loads the wrist";
    case elbow:
      return "loads the elbow";
    case neck:
      return "loads the neck";
    case impact:
      return "has impact";
    case bracing:
      return "needs heavy bracing with held breath";
    case supine:
      return "is done lying on the back";
    case prone:
      return "is done lying on the belly";
    case spine_flexion:
      return "bends or twists the spine";
    case balance:
      return "asks for balance";
    case grip:
      return "asks much of the grip";
  }
  return "strains";
}

std::string_view name_of(exercises::Level level) noexcept {
  using enum exercises::Level;
  switch (level) {
    case beginner:
      return "beginner";
    case intermediate:
      return "intermediate";
    case advanced:
      return "advanced";
  }
  return "beginner";
}

}  // namespace spotter::lint
