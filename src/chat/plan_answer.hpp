#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/chat/reply.hpp>
#include <spotter/exercises/name_keeper.hpp>
#include <spotter/plan/draft.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::chat {

/// The plan of one turn, from the model's first byte to the last frame. Lives with its turn.
///
/// All frames before the last together are about kFramesMax times as long as the longest of them at
/// most: a frame goes out only while that holds, so that a long plan costs bytes in proportion to
/// its length, not to its square. The first dozen exercises are shown one by one. What the rules of
/// training leave out of most plans (kSessionsShown, kExercisesShown) is not shown while it grows.
class PlanAnswer {
 public:
  static constexpr std::size_t kFramesMax = 8;
  static constexpr std::size_t kSessionsShown = 7;
  static constexpr std::size_t kExercisesShown = 12;  ///< a session

  /// `slot`: of the tool call. `names` outlives this.
  PlanAnswer(std::size_t slot, const exercises::NameKeeper& names) : slot_(slot), names_(&names) {}

  [[nodiscard]] std::size_t slot() const noexcept { return slot_; }
  /// More of the call's arguments.
  void feed(std::string_view fragment);
  /// `rest` goes on from here: what was not whole is written there again. Sessions of one name are
  /// one; exercises that it repeats are there once.
  void expect_rest(PlanAnswer rest);

  /// There is an exercise: something that can be shown, and is better than nothing.
  [[nodiscard]] bool has_exercise() const noexcept;
  /// The model has written all of it.
  [[nodiscard]] bool complete() const noexcept {
    return reader_.state() == plan::DraftReader::State::complete;
  }
  /// More may come.
  [[nodiscard]] bool open() const noexcept {
    return reader_.state() == plan::DraftReader::State::open;
  }

  /// Something whole has come since the last frame, and the bound allows one more.
  [[nodiscard]] bool due() const noexcept;
  [[nodiscard]] bool shown() const noexcept { return frames_ > 0; }
  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  void show_growing(Reply& reply);

  /// What is whole, with the names that the user uses, without sessions that have no exercise.
  [[nodiscard]] plan::Plan whole() const;

 private:
  [[nodiscard]] plan::Plan so_far() const;
  /// Sessions and exercises that a growing frame has, about.
  struct Seen {
    std::size_t sessions = 0;
    std::size_t exercises = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  [[nodiscard]] Seen visible() const noexcept;
  [[nodiscard]] std::size_t exercises() const noexcept;
  void name(plan::Session& session) const;

  std::size_t slot_;
  const exercises::NameKeeper* names_;
  plan::Plan begun_;  ///< by the calls before
  plan::DraftReader reader_;
  Seen shown_;  ///< with the last frame
  std::size_t frames_ = 0;
  std::size_t frame_bytes_ = 0;   ///< of the last one
  std::size_t frames_bytes_ = 0;  ///< of all
};

/// At most so many characters of the text; cut between words, where there are any.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t characters_max);

/// Adds a paragraph to the plan's description, as much of it as fits.
void add_to_description(plan::Plan& plan, std::string_view paragraph);

}  // namespace spotter::chat
