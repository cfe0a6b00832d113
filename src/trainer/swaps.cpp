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
    // "Squats for lunges", when the squats are goblet squats.
    const Exercise* there = in == nullptr || is_there(out) ? &out : like(out, *in);
    chooser_.ban(out);
    if (there != nullptr) {
      if (there != &out) chooser_.ban(*there);
      for (Draft& draft : made_.draft.sessions)
        replace(draft, *there, in);
    }
    if (in == nullptr) return;
    if (!keep(*in)) bring_in(*in, out);
  }

  void want(const Exercise& in, std::size_t most) {
    if (!chooser_.may_be_asked_for(in)) {
      made_.refused.push_back(&in);
    } else if (!chooser_.has_gear_for(in)) {
      made_.refused_for_gear.push_back(&in);
    } else if (!keep_once(in) &&
               !replace_alike(in,
                              [&](const Exercise& other) {
                                return other.pattern == in.pattern && other.primary == in.primary;
                              }) &&
               !replace_alike(in,
                              [&](const Exercise& other) { return other.pattern == in.pattern; })) {
      add(in, most);
    }
  }

 private:
  [[nodiscard]] bool is_there(const Exercise& exercise) const {
    return std::any_of(made_.draft.sessions.begin(), made_.draft.sessions.end(),
                       [&](const Draft& draft) { return draft.has(exercise); });
  }

  /// The first that is done instead of it, unless that is what is to come. Null: there is none.
  [[nodiscard]] const Exercise* like(const Exercise& exercise, const Exercise& in) const {
    for (const Draft& draft : made_.draft.sessions) {
      for (const Pick& pick : draft.picks) {
        const Exercise& one = *pick.exercise;
        const bool alike = one.pattern == exercise.pattern && one.primary == exercise.primary;
        if (alike && &one != &in && !pick.is_kept()) return &one;
      }
    }
    return nullptr;
  }

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

  /// The first session that has it anyway keeps it. False: none has.
  bool keep_once(const Exercise& exercise) {
    for (Draft& draft : made_.draft.sessions) {
      const auto at = find(draft, exercise);
      if (at == draft.picks.end()) continue;
      at->why = Why::asked;
      return true;
    }
    return false;
  }

  /// In place of the first that is like it. False: there is none.
  template <class F>
  bool replace_alike(const Exercise& in, F is_alike) {
    for (Draft& draft : made_.draft.sessions) {
      if (!is_hard(draft.kind) && rank_of(in) != Rank::easy) continue;
      const auto alike = std::find_if(
          draft.picks.begin(), draft.picks.end(),
          [&](const Pick& pick) { return !pick.is_kept() && is_alike(*pick.exercise); });
      if (alike == draft.picks.end()) continue;
      *alike = {&in, Why::asked};
      draft.sort_by_rank();
      return true;
    }
    return false;
  }

  [[nodiscard]] static bool is_place_for(const Draft& draft, const Exercise& in) {
    if (rank_of(in) == Rank::easy) return !is_hard(draft.kind);
    bool suited = false;
    for_each(kAreas, Area::abs,
             [&](Area area) { suited = suited || (is_of(in, area) && suits(draft.kind, area)); });
    return is_hard(draft.kind) && suited;
  }

  /// Besides the others of the shortest session that suits, else of the shortest hard one; in a
  /// full one something smaller makes room.
  bool add(const Exercise& in, std::size_t most) {
    Draft* best = nullptr;
    std::pair<bool, std::size_t> best_key;
    for (Draft& draft : made_.draft.sessions) {
      if (!is_hard(draft.kind) && rank_of(in) != Rank::easy) continue;
      const std::pair key{!is_place_for(draft, in), draft.picks.size()};
      if (best != nullptr && key >= best_key) continue;
      best = &draft;
      best_key = key;
    }
    if (best == nullptr) return false;
    if (best->picks.size() >= most) {
      const auto least = std::find_if(best->picks.rbegin(), best->picks.rend(),
                                      [](const Pick& pick) { return !pick.is_kept(); });
      if (least == best->picks.rend()) return false;
      best->drop(static_cast<std::size_t>(std::next(least).base() - best->picks.begin()));
    }
    best->insert({&in, Why::asked});
    return true;
  }

  static constexpr EnumSet<Area> kAreas{Area::chest,     Area::back, Area::legs,
                                        Area::shoulders, Area::arms, Area::abs};

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

void bring_in_wanted(const Wish& wish, std::size_t most, Composition& made, Chooser& chooser) {
  Swapping bringing(made, chooser);
  for (auto wanted = wish.wanted.begin(); wanted != wish.wanted.end(); ++wanted) {
    const bool first = std::find(wish.wanted.begin(), wanted, *wanted) == wanted;
    if (*wanted != nullptr && first) bringing.want(**wanted, most);
  }
}

void make_swaps(const Wish& wish, Composition& made, Chooser& chooser) {
  Swapping swapping(made, chooser);
  for (const Swap& swap : wish.swaps) {
    if (swap.out != nullptr && swap.out != swap.in) swapping.swap(*swap.out, swap.in);
  }
}

}  // namespace spotter::trainer
