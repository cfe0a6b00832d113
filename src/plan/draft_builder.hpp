#pragma once

#include "plan/draft_exercise.hpp"
#include "plan/json_reader.hpp"

#include <spotter/plan/plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::plan {

/// Makes a plan of what a JsonReader tells. Keeps what is whole, the exercise that is being
/// written, and a short piece of text; nothing of what it skips.
class DraftBuilder final : public JsonSink {
 public:
  [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
  [[nodiscard]] std::size_t revision() const noexcept { return revision_; }
  [[nodiscard]] std::size_t whole_exercises() const noexcept { return whole_exercises_; }
  [[nodiscard]] std::size_t skipped() const noexcept { return skipped_; }

  void begin_object() override;
  void end_object() override;
  void begin_array() override;
  void end_array() override;
  void key(std::string_view name) override;
  void begin_string() override;
  void text(std::string_view characters) override;
  void end_string() override;
  void number(std::string_view token) override;
  void boolean(bool value) override;
  void null() override {}

 private:
  /// What is being written; each one inside the one before, save that a range of repetitions also
  /// stands in an exercise itself.
  enum class Place : std::uint8_t {
    outside,
    plan,
    sessions,
    session,
    exercises,
    exercise,
    ranges,
    range,
    rest
  };
  static constexpr std::size_t kPlaces = 9;
  enum class Member : std::uint8_t {
    unknown,
    name,
    description,
    sessions,
    exercises,
    notes,
    kind,
    sets,
    reps,
    rest,
    resistance,
    increment,
    progression,
    superset,
    seconds,
    distance,
    unit,
    minimum,
    maximum,
    after_failure
  };
  struct Known;
  static const Known kMembers[];

  /// Where the characters of a string go.
  struct Writing {
    std::string* out = nullptr;  ///< null: nowhere
    std::size_t room = 0;        ///< characters that still fit
    bool one_line = true;
    bool shown = false;  ///< part of the plan while it grows
    bool cut = false;    ///< some did not fit
  };

  [[nodiscard]] Place place() const noexcept { return places_[depth_]; }
  [[nodiscard]] Session& session() noexcept;
  [[nodiscard]] std::optional<Place> object_here() noexcept;
  [[nodiscard]] std::optional<Place> array_here() const noexcept;
  void enter(std::optional<Place> place);
  void leave();
  [[nodiscard]] bool takes_words() const noexcept;
  [[nodiscard]] Writing writing_here() noexcept;
  void write(std::string_view character);
  void on_name();
  void on_word(std::string_view word);
  void on_whole_number(std::optional<int>& out, std::string_view token, int least, int most);
  void on_decimal(std::optional<Decimal>& out, std::string_view token, Decimal most);
  void on_sets(std::string_view token);
  void on_rest(std::string_view token);
  void on_range(std::string_view token);
  void on_number_of_exercise(std::string_view token);
  template <class T>
  void take(T& out, const std::optional<T>& value);
  void show_session();
  void end_range();
  void end_rest();
  void end_exercise();
  void end_session();
  void skip_value();

  Plan plan_;
  std::size_t revision_ = 0;
  std::size_t whole_exercises_ = 0;
  std::size_t skipped_ = 0;

  std::array<Place, kPlaces> places_{};        ///< the way to where we are
  std::size_t depth_ = 0;                      ///< the last of them
  std::size_t ignored_ = 0;                    ///< depth inside something that is skipped whole
  std::array<std::uint32_t, kPlaces> seen_{};  ///< members of each, one bit each
  Member member_ = Member::unknown;            ///< whose value comes
  bool counted_ = false;                       ///< that it is skipped

  Session unnamed_;             ///< the session while it has no name
  bool session_shown_ = false;  ///< it is the last one of the plan
  DraftExercise exercise_;
  DraftRest rest_;
  std::optional<int> least_;
  std::optional<int> most_;
  Writing writing_;
  std::string text_;  ///< a name or word so far
};

}  // namespace spotter::plan
