#include "trainer/exercise_reader.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>

namespace spotter::trainer {
namespace {

/// How far a word that says what becomes of an exercise may stand from it, in tokens.
constexpr std::uint32_t kReach = 3;
/// A pasted list of hundreds of names is no wish.
constexpr std::size_t kPlacesMax = 40;

/// The exercise that people mean by the name of its family.
constexpr std::pair<Move, std::string_view> kUsual[] = {
    {Move::squat, "Barbell Squat"},
    {Move::lunge, "Dumbbell Lunges"},
    {Move::deadlift, "Barbell Deadlift"},
    {Move::push_up, "Pushups"},
    {Move::pull_up, "Pullups"},
    {Move::plank, "Plank"},
    {Move::bench_press, "Barbell Bench Press - Medium Grip"}};

/// A place in the text that names an exercise.
struct Place {
  Hit at;
  const exercises::Exercise* exercise = nullptr;  ///< null: the catalogue lacks the family's
  std::optional<Move> move;                       ///< the name is that of a whole family
  bool used = false;
};

class ExerciseReader {
 public:
  ExerciseReader(const Reading& reading, const exercises::Catalogue& catalogue)
      : reading_(reading), catalogue_(catalogue) {}

  ExerciseReading run(std::string_view text) {
    text_ = text;
    collect(text);
    for (const Place& place : places_)
      result_.named.emplace_back(place.at.begin, place.at.end);
    for (const Hit& hit : reading_.hits()) {
      if (hit.term == Term::instead_of) read_instead(hit, true);
      if (hit.term == Term::instead_of_after) read_instead(hit, false);
    }
    for (const Hit& hit : reading_.hits()) {
      if (hit.term == Term::swap || hit.term == Term::swap_to_after) read_swap(hit);
    }
    for (Place& place : places_) {
      if (!place.used && is_unwanted(place)) put(place, nullptr);
    }
    read_wanted();
    return std::move(result_);
  }

 private:
  void collect(std::string_view text) {
    for (const Hit& hit : reading_.hits()) {
      if (hit.term != Term::move) continue;
      const auto move = static_cast<Move>(hit.value);
      const auto usual = std::find_if(std::begin(kUsual), std::end(kUsual),
                                      [&](const auto& entry) { return entry.first == move; });
      places_.push_back({hit, catalogue_.find(usual->second), move});
    }
    for (const Hit& hit : reading_.all_hits()) {
      if (hit.term != Term::exercise) continue;
      if (const auto* exercise = catalogue_.find(exercise_name(hit.value)))
        add({hit, exercise, {}});
    }
    for (const exercises::Mention& mention : catalogue_.mentions(text)) {
      const auto offset = static_cast<std::size_t>(mention.text.data() - text.data());
      const auto [begin, end] = reading_.tokens_at(offset, offset + mention.text.size());
      if (begin < end) add({{Term::move, 0, Language::any, begin, end, 0}, mention.exercise, {}});
    }
    std::stable_sort(places_.begin(), places_.end(),
                     [](const Place& a, const Place& b) { return a.at.begin < b.at.begin; });
    if (places_.size() > kPlacesMax) places_.clear();
  }

  /// The longer of two names that overlap is meant.
  void add(const Place& place) {
    for (const Place& other : places_) {
      const bool overlap = other.at.begin < place.at.end && place.at.begin < other.at.end;
      if (overlap && other.at.end - other.at.begin >= place.at.end - place.at.begin) return;
    }
    std::erase_if(places_, [&](const Place& other) {
      return other.at.begin < place.at.end && place.at.begin < other.at.end;
    });
    places_.push_back(place);
  }

  [[nodiscard]] Gap gap(const Hit& a, const Hit& b) const {
    const Hit& left = a.begin < b.begin ? a : b;
    const Hit& right = a.begin < b.begin ? b : a;
    return left.end > right.begin ? Gap::none : reading_.gap_between(left.end - 1, right.begin);
  }

  /// "X instead of Y", "instead of Y X"; in some languages the word follows Y.
  void read_instead(const Hit& hit, bool goes_before) {
    Place* out = nullptr;
    for (Place& place : places_) {
      const bool follows = place.at.begin >= hit.end;
      if (place.used || follows != goes_before || Reading::distance(place.at, hit) > kReach)
        continue;
      if (gap(place.at, hit) != Gap::none) continue;
      out = &place;
      if (goes_before) break;  // the nearest of either side
    }
    if (out == nullptr) return;
    Place* in = nullptr;
    for (Place& place : places_) {
      if (place.used || &place == out || gap(place.at, hit) == Gap::sentence) continue;
      if (in == nullptr || Reading::distance(place.at, hit) < Reading::distance(in->at, hit)) {
        in = &place;
      }
    }
    put(*out, in);
  }

  /// "Swap X for Y", also for several.
  void read_swap(const Hit& verb) {
    std::vector<Place*> places;
    bool marked = false;
    for (Place& place : places_) {
      if (place.used || gap(place.at, verb) == Gap::sentence) continue;
      places.push_back(&place);
      marked = marked || is_wanted(place);
    }
    if (places.empty()) return;
    result_.named.emplace_back(verb.end, end_of(Gap::sentence, verb.end));
    if (names_unknown(verb, places)) return;
    if (reading_.denied(verb)) {
      for (Place* place : places)
        place->used = true;
      return;
    }
    std::vector<Place*> waiting;
    for (Place* place : places) {
      const bool comes = marked ? is_wanted(*place) : waiting.size() == 1;
      if (!comes) {
        waiting.push_back(place);
        continue;
      }
      place->used = true;
      for (Place* out : waiting)
        put(*out, place);
      waiting.clear();
    }
    for (Place* out : waiting)
      put(*out, nullptr);
  }

  /// The first token from this one on that `gap` at least stands before.
  [[nodiscard]] std::uint32_t end_of(Gap gap, std::uint32_t token) const {
    const auto& tokens = reading_.tokens();
    while (token < tokens.size() && tokens[token].before < gap)
      ++token;
    return token;
  }

  /// "Swap the bench press for blorps": nobody knows blorps. Notes the words.
  bool names_unknown(const Hit& verb, const std::vector<Place*>& places) {
    if (is_unspaced(reading_.language()) || verb.term != Term::swap) return false;
    const auto end = end_of(Gap::clause, verb.end);
    for (const Hit& to : Reading::window(reading_.hits(), verb.end, end)) {
      if (to.term != Term::swap_to) continue;
      const auto in = std::count_if(places.begin(), places.end(),
                                    [&](const Place* place) { return place->at.begin >= to.end; });
      const auto out = std::count_if(places.begin(), places.end(), [&](const Place* place) {
        return place->at.begin >= verb.end && place->at.end <= to.begin;
      });
      if (in == 0 && out > 0 && is_unknown(to.end, end)) return note_unknown(to.end, end, places);
      if (out == 0 && in > 0 && is_unknown(verb.end, to.begin)) {
        return note_unknown(verb.end, to.begin, places);
      }
    }
    return false;
  }

  /// Words that could be a name and mean nothing else.
  [[nodiscard]] bool is_unknown(std::uint32_t begin, std::uint32_t end) const {
    constexpr std::uint32_t kWordsMax = 5;
    if (begin >= end || end - begin > kWordsMax) return false;
    const auto known = Reading::window(reading_.hits(), begin, end);
    std::uint32_t markers = 0;
    for (const Hit& hit : known) {
      if (hit.term == Term::marker || hit.term == Term::barrier) {
        ++markers;
      } else if (hit.term != Term::plan && hit.term != Term::swap_to) {
        return false;
      }
    }
    return markers < end - begin;
  }

  bool note_unknown(std::uint32_t begin, std::uint32_t end, const std::vector<Place*>& places) {
    constexpr std::size_t kNameBytesMax = 60;
    const auto last = end < reading_.tokens().size() ? reading_.offset_of(end) : text_.size();
    std::string_view words =
        text_.substr(reading_.offset_of(begin), last - reading_.offset_of(begin));
    while (!words.empty() &&
           std::string_view(" .,;:!?\n\r\t\"").find(words.back()) != std::string_view::npos) {
      words.remove_suffix(1);
    }
    result_.unknown = utf8_prefix(words, kNameBytesMax);
    for (Place* place : places)
      place->used = true;
    return true;
  }

  /// "Can you add face pulls", "must have: deadlift, dips", "bench 3x a week".
  void read_wanted() {
    const Place* before = nullptr;
    for (Place& place : places_) {
      const bool listed = before != nullptr && gap(before->at, place.at) != Gap::sentence &&
                          Reading::distance(before->at, place.at) <= 2;
      const bool wanted = !place.used && place.exercise != nullptr && !is_about_pain(place) &&
                          (listed || is_included(place) || is_frequent(place));
      if (wanted && result_.wanted.size() < kWantedMax) {
        place.used = true;
        result_.wanted.push_back(place.exercise);
        result_.taken.emplace_back(place.at.begin, place.at.end);
      }
      before = wanted ? &place : nullptr;
    }
  }

  [[nodiscard]] bool is_included(const Place& place) const {
    const auto near = Reading::around(reading_.hits(), place.at, kReach);
    return std::any_of(near.begin(), near.end(), [&](const Hit& hit) {
      if (hit.term != Term::include || reading_.denied(hit)) return false;
      const bool follows = is_unspaced(reading_.language()) && hit.begin >= place.at.end;
      if (hit.end > place.at.begin && !follows) return false;
      const bool shortened = reading_.tokens()[hit.begin].text.size() == 4;  // "incl. dips"
      if (gap(hit, place.at) == Gap::sentence && !(shortened && hit.end == place.at.begin))
        return false;
      return Reading::distance(hit, place.at) <= kReach;
    });
  }

  [[nodiscard]] bool is_about_pain(const Place& place) const {
    const auto near = Reading::around(reading_.hits(), place.at, kReach);
    return std::any_of(near.begin(), near.end(), [&](const Hit& hit) {
      return hit.term == Term::pain && gap(hit, place.at) == Gap::none;
    });
  }

  /// "Squat 3x per week": how often, and not how many days in all.
  bool is_frequent(const Place& place) {
    const auto& tokens = reading_.tokens();
    const std::uint32_t at = place.at.end;
    const bool counted = place.at.end - place.at.begin > 2 && number_of(tokens[at - 2]);
    if (counted) return at >= tokens.size() || !number_of(tokens[at]);  // "bench 3x", no "3x5"
    if (at + 1 >= tokens.size() || !number_of(tokens[at])) return false;
    const bool sets = at + 2 < tokens.size() && number_of(tokens[at + 2]).has_value();
    const auto next = Reading::window(reading_.hits(), at + 1, at + 2);
    const bool times = std::any_of(next.begin(), next.end(),
                                   [](const Hit& hit) { return hit.term == Term::times; });
    if (!times || sets) return false;
    result_.taken.emplace_back(at, at + 2);
    return true;
  }

  /// "... for dips", "ディップスに変えて".
  [[nodiscard]] bool is_wanted(const Place& place) const {
    const auto& hits = reading_.hits();
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      const bool before = hit.term == Term::swap_to && hit.end <= place.at.begin;
      const bool after = hit.term == Term::swap_to_after && hit.begin >= place.at.end;
      const std::uint32_t reach = before ? 2 : 1;
      if (!before && !after) return false;
      return Reading::distance(hit, place.at) <= reach && gap(hit, place.at) == Gap::none &&
             !another_between(hit, place.at);
    });
  }

  [[nodiscard]] bool another_between(const Hit& a, const Hit& b) const {
    return std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
      return place.at.begin >= std::min(a.end, b.end) && place.at.end <= std::max(a.begin, b.begin);
    });
  }

  [[nodiscard]] bool is_unwanted(const Place& place) const {
    if (reading_.denied(place.at)) return true;
    const auto near = Reading::around(reading_.hits(), place.at, kReach);
    return std::any_of(near.begin(), near.end(), [&](const Hit& hit) {
      const bool before = hit.term == Term::reject && hit.end <= place.at.begin;
      const bool after = hit.term == Term::reject_after && hit.begin >= place.at.end;
      if ((!before && !after) || reading_.denied(hit)) return false;
      return Reading::distance(hit, place.at) <= kReach && gap(hit, place.at) == Gap::none;
    });
  }

  /// `out` goes; `in`, or whatever fits, comes.
  void put(Place& out, Place* in) {
    out.used = true;
    result_.taken.emplace_back(out.at.begin, out.at.end);
    const exercises::Exercise* comes = nullptr;
    if (in != nullptr) {
      in->used = true;
      comes = in->exercise;
      result_.taken.emplace_back(in->at.begin, in->at.end);
    }
    if (out.move && (comes == nullptr || out.exercise == nullptr)) {
      result_.rejected.push_back(*out.move);
    } else if (out.exercise != nullptr && out.exercise != comes) {
      result_.swaps.push_back({out.exercise, comes});
    }
  }

  const Reading& reading_;
  const exercises::Catalogue& catalogue_;
  std::string_view text_;
  std::vector<Place> places_;
  ExerciseReading result_;
};

}  // namespace

bool ExerciseReading::is_taken(const Hit& hit) const {
  return std::any_of(taken.begin(), taken.end(), [&](const auto& tokens) {
    return hit.begin < tokens.second && tokens.first < hit.end;
  });
}

bool ExerciseReading::is_in_name(const Hit& hit) const {
  return std::any_of(named.begin(), named.end(), [&](const auto& tokens) {
    const bool longer = tokens.second - tokens.first > hit.end - hit.begin;
    return longer && hit.begin >= tokens.first && hit.end <= tokens.second;
  });
}

ExerciseReading read_exercises(std::string_view text, const Reading& reading,
                               const exercises::Catalogue& catalogue) {
  return ExerciseReader(reading, catalogue).run(text);
}

std::optional<Move> move_of(std::string_view name) {
  for (const auto& [move, usual] : kUsual) {
    if (usual == name) return move;
  }
  return std::nullopt;
}

void add_swap(Wish& wish, const Swap& swap) {
  if (swap.in != nullptr) {
    if (const auto move = move_of(swap.in->name)) wish.rejected.remove(*move);
  }
  const auto before = wish.swaps.size();
  std::erase_if(wish.swaps, [&](const Swap& old) {
    return swap.in != nullptr && old.out == swap.in && old.in == swap.out;
  });
  const bool undone = wish.swaps.size() != before;
  std::erase_if(wish.swaps, [&](const Swap& old) {
    const bool again = old.out == swap.out;
    const bool wanted_again = old.in == nullptr && old.out == swap.in;
    return again || wanted_again;
  });
  if (undone) return;
  wish.swaps.push_back(swap);
  if (wish.swaps.size() > kSwapsMax) wish.swaps.erase(wish.swaps.begin());
}

}  // namespace spotter::trainer
