#pragma once

#include <spotter/trainer/render.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {

/// Sentences of one language.
class Sentences {
 public:
  explicit Sentences(const Wording& wording) : wording_(wording) {}

  [[nodiscard]] std::string text(std::string_view key,
                                 std::initializer_list<prompts::Slot> slots = {}) const;
  [[nodiscard]] std::string with_list(std::string_view key, std::string list) const;
  void append_item(std::string& list, std::string_view item) const;
  /// A number of sets: "4.5", or "4,5" where one writes it so.
  [[nodiscard]] std::string number(double sets) const;

  [[nodiscard]] std::string muscle(exercises::Muscle muscle) const;
  [[nodiscard]] std::string area(Area area) const;
  [[nodiscard]] std::string list(EnumSet<exercises::Muscle> muscles) const;
  /// What an exercise trains most.
  [[nodiscard]] std::string muscles_of(const exercises::Exercise& exercise) const;

 private:
  const Wording& wording_;
};

/// The words of a plan's description; `sessions` are rendered already.
std::string describe(const WeekPlan& week, const plan::Plan& sessions, const Wording& wording,
                     std::string_view closing);

/// Up to so many characters, items from the front.
std::string name_of_areas(const WeekPlan& week, const Sentences& sentences,
                          std::size_t characters_max);
std::string_view goal_key(Goal goal) noexcept;

}  // namespace spotter::trainer
