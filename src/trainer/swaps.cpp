#include "trainer/composer.hpp"
#include "trainer/splits.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

class Swapping {
 public:
  Swapping(Composition& made, Chooser& chooser) : made_(made), chooser_(chooser) {}

  void swap(const Exercise& out, const Exercise* in) {
    if (in != nullptr && !chooser_.may_be_asked_for(*in)) {
      made_.refused.push_back(in);
      in = nullptr;
    }
    chooser_.ban(out);
    for (Draft& draft : made_.draft.sessions)
      replace(draft, out, in);
    if (in == nullptr) return;
    if (!keep(*in)) bring_in(*in, out);
  }

 private:
  static auto find(Draft& draft, const Exercise& exercise) {
    return std::find_if(draft.picks.begin(), draft.picks.end(),
                        [&](const Pick& pick) { return pick.exercise == &exercise; });
  }

  void replace(Draft& draft, const Exercise& out, const Exercise* in) {
    const auto at = find(draft, out);
    if (at == draft.picks.end()) return;
    // A hard exercise would make a hard day of an easy one.
    const bool suits = in != nullptr && (is_hard(draft.kind) || rank_of(*in) == Rank::easy);
    if (suits && !draft.has(*in)) {
      *at = {in, Why::asked};
    } else if (const Exercise* instead = chooser_.choose_instead(out, draft.exercises())) {
      *at = {instead};
    } else {
      draft.drop(static_cast<std::size_t>(at - draft.picks.begin()));
      if (is_hard(draft.kind)) fill_up(draft, 2, chooser_);
      if (draft.picks.empty()) add_something_easy(draft);
    }
    draft.sort_by_rank();
  }

  void add_something_easy(Draft& draft) {
    for (const Pattern pattern : {Pattern::cardio, Pattern::mobility}) {
      if (const Exercise* exercise = chooser_.choose({pattern}, {})) {
        draft.picks.push_back({exercise});
        return;
      }
    }
  }

  /// What was chosen anyway stays, now that it is asked for. False: it was not.
  bool keep(const Exercise& exercise) {
    bool found = false;
    for (Draft& draft : made_.draft.sessions) {
      const auto at = find(draft, exercise);
      if (at == draft.picks.end()) continue;
      at->why = Why::asked;
      found = true;
    }
    return found;
  }

  /// What should go was not there: the new one takes the place of something alike.
  void bring_in(const Exercise& in, const Exercise& out) {
    for (const Pattern pattern : {in.pattern, out.pattern}) {
      for (Draft& draft : made_.draft.sessions) {
        if (!is_hard(draft.kind) && rank_of(in) != Rank::easy) continue;
        const auto alike = std::find_if(
            draft.picks.begin(), draft.picks.end(),
            [&](const Pick& pick) { return pick.exercise->pattern == pattern && !pick.is_kept(); });
        if (alike == draft.picks.end()) continue;
        *alike = {&in, Why::asked};
        draft.sort_by_rank();
        return;
      }
    }
    for (Draft& draft : made_.draft.sessions) {
      if (!is_hard(draft.kind)) continue;
      draft.insert({&in, Why::asked});
      return;
    }
  }

  Composition& made_;
  Chooser& chooser_;
};

}  // namespace

void make_swaps(const Wish& wish, Composition& made, Chooser& chooser) {
  Swapping swapping(made, chooser);
  for (const Swap& swap : wish.swaps) {
    if (swap.out != nullptr && swap.out != swap.in) swapping.swap(*swap.out, swap.in);
  }
}

}  // namespace spotter::trainer
