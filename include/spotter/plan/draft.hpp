#pragma once

#include <spotter/plan/plan.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace spotter::plan {

/// The form in which a model writes a plan: the arguments of one tool. Shorter than what the app
/// reads, so that it is written sooner, and without what a model gets wrong. The schema is JSON
/// Schema in the subset that strict tools of the usual providers take: every member required,
/// nothing else allowed, no references.
inline constexpr std::string_view kToolName = "create_workout_plan";
[[nodiscard]] std::string_view tool_description() noexcept;
[[nodiscard]] std::string_view tool_schema() noexcept;

/// A plan in that form, compact: what a conversation remembers, and what a coach that works by
/// rules emits. Reads back to the same plan if the form can say it, else to one that is near. It
/// has no words for: links; what a cardio set tracks; cardio sets that differ (the first stands for
/// all); exercises without sets (left out); names that are blank, texts over the limits of
/// plan.hpp, control characters in them (other than tab and LF outside of names); rests that are
/// out of order; repetitions over 1,000, rests over an hour, sets over a day; and rules other than
/// what its four progressions stand for:
///   none            nothing
///   load            the increment, on all sets
///   reps_then_load  where a set has a range: the same. Where all numbers are fixed: one repetition
///                   more on the first of the lowest sets, up to the most of any set + 4, reset
///                   once the load rises; then the increment, on all sets
///   reps            one repetition more on all sets, up to the most of any set + 8
/// A load rule needs an increment above 0 and a resistance; without them "load" stands for nothing
/// and "reps_then_load" for "reps".
[[nodiscard]] std::string draft_of(const Plan& plan);

/// Reads a draft while it is being written. The cost of a fragment does not depend on what came
/// before. Only whole values count: an exercise is there once its object has ended, a session once
/// its name is known; the description and the notes of a session grow character by character.
/// Keeps nothing of the text.
///
/// Skipped and counted: members of the wrong type, twice there (the first counts) or unknown, a
/// session without a name, an exercise without a name, sets or a target, and what is over a limit
/// of plan.hpp (a text loses its end). Not counted: null, which is as if it were not there. Numbers
/// may stand in quotes, repetitions as "8-12"; rests that are missing are the usual ones, those out
/// of order are put in order.
class DraftReader {
 public:
  DraftReader();
  DraftReader(DraftReader&&) noexcept;
  DraftReader& operator=(DraftReader&&) noexcept;
  ~DraftReader();

  enum class State {
    open,      ///< more is to come
    complete,  ///< the object has ended; what follows is ignored
    broken     ///< not JSON, not an object, or nested over 64 deep: what was read before stays
  };

  /// Takes the next fragment, cut anywhere, also inside a character or an escape.
  State feed(std::string_view fragment);
  [[nodiscard]] State state() const noexcept;

  /// What is whole so far. Grows only: elements keep their place, texts keep their beginning.
  [[nodiscard]] const Plan& plan() const noexcept;
  /// Counts up with each change of plan(): equal numbers, equal plans.
  [[nodiscard]] std::size_t revision() const noexcept;
  /// Exercises of plan(): what there is to go on with when the draft ends before its object does.
  [[nodiscard]] std::size_t whole_exercises() const noexcept;
  /// Things that were skipped or dropped.
  [[nodiscard]] std::size_t skipped() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::plan
