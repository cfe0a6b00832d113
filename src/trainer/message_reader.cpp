#include "trainer/message_reader.hpp"

#include "trainer/exercise_reader.hpp"
#include "trainer/labels.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;

constexpr minutes kLengthMax{120};
constexpr minutes kLengthUsual{60};
constexpr int kEffortMax = 2;
constexpr int kShorterMax = 4;

/// How far a pain may stand from its place, in tokens.
constexpr std::uint32_t kPainReachMax = 6;

/// A number in the text.
struct Number {
  double value;
  Hit at;  ///< where; its term is Term::number
  bool word;
};

/// Reads one message into a wish.
class MessageReader {
 public:
  MessageReader(const Reading& reading, ExerciseReading exercises, Wish& wish)
      : reading_(reading), exercises_(std::move(exercises)), wish_(wish) {
    collect_numbers();
  }

  /// True: the message said something that shapes a plan.
  bool read() {
    if (reading_.affirms(Term::restart)) forget();
    const Wish before = wish_;
    read_exercises();
    read_pain();
    read_age();
    read_days();
    read_minutes();
    read_level();
    read_goals();
    read_gear();
    read_focus();
    read_single_session();
    read_conditions();
    read_edits();
    return touched_ || !(wish_ == before);
  }

 private:
  /// Everything but what concerns health and age.
  void forget() {
    Wish fresh;
    fresh.hurts = wish_.hurts;
    fresh.healthy = wish_.healthy;
    fresh.age = wish_.age;
    fresh.conditions = wish_.conditions;
    fresh.cleared = wish_.cleared;
    if (wish_.conditions.has(Condition::illness)) fresh.unwanted = wish_.unwanted;
    wish_ = fresh;
    touched_ = true;
  }

  void collect_numbers() {
    const auto& tokens = reading_.tokens();
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
      if (const auto value = number_of(tokens[i])) {
        numbers_.push_back({*value, {Term::number, 0, Language::any, i, i + 1, 0}, false});
      }
    }
    for (const Hit& hit : reading_.hits()) {
      if (hit.term == Term::number) {
        numbers_.push_back({static_cast<double>(hit.value), hit, true});
      }
    }
    std::stable_sort(numbers_.begin(), numbers_.end(),
                     [](const Number& a, const Number& b) { return a.at.begin < b.at.begin; });
  }

  /// The first hit of the term that begins after `at`, at most `reach` tokens on, in the same
  /// clause.
  const Hit* after(const Hit& at, Term term, std::uint32_t reach) const {
    for (const Hit& hit : Reading::window(reading_.hits(), at.end, at.end + reach + 1)) {
      if (hit.term != term) continue;
      if (reading_.gap_between(at.end - 1, hit.begin) == Gap::none) return &hit;
    }
    return nullptr;
  }
  const Hit* before(const Hit& at, Term term, std::uint32_t reach) const {
    for (const Hit& hit : Reading::around(reading_.hits(), at, reach)) {
      if (hit.term != term || hit.end > at.begin || at.begin - hit.end > reach) continue;
      if (reading_.gap_between(hit.end - 1, at.begin) == Gap::none) return &hit;
    }
    return nullptr;
  }
  /// "Since 10 years", "10 years of lifting": a number with a unit of time of its own.
  bool is_experience(const Hit& number) const {
    if (explicit_age(number)) return false;
    const Hit* unit = after(number, Term::year, 0);
    if (unit == nullptr) unit = after(number, Term::month, 0);
    if (unit == nullptr) return false;
    const Hit* told = after(*unit, Term::experience, unspaced() ? 3 : 1);
    if (told != nullptr && !are_joined(unit->end, told->begin)) return true;
    if (before(number, Term::i_am, 0) != nullptr) return false;
    const Hit* since = before(number, Term::experience, 4);
    return since != nullptr && std::none_of(numbers_.begin(), numbers_.end(), [&](const Number& n) {
             return n.at.begin >= since->end && n.at.end <= number.begin;
           });
  }

  /// "14 years *and* train": two things.
  bool are_joined(std::uint32_t begin, std::uint32_t end) const {
    constexpr std::string_view kAnd[] = {"and", "und", "et", "y", "e", "en", "och", "ja", "i", "a"};
    return begin < end && std::any_of(std::begin(kAnd), std::end(kAnd), [&](std::string_view word) {
             return reading_.tokens()[begin].text == word;
           });
  }

  template <class F>
  void for_each_hit(Term term, F visit) {
    for (const Hit& hit : reading_.hits()) {
      if (hit.term == term && !exercises_.is_taken(hit)) visit(hit);
    }
  }

  // --- exercises by name

  void read_exercises() {
    for (const Move move : exercises_.rejected) {
      wish_.rejected.add(move);
      std::erase_if(wish_.swaps, [&](const Swap& swap) {
        return swap.in != nullptr && move_of(swap.in->name) == move;
      });
      touched_ = true;
    }
    for (const Swap& swap : exercises_.swaps) {
      add_swap(wish_, swap);
      std::erase(wish_.wanted, swap.out);
      touched_ = true;
    }
    for (const Move move : exercises_.rejected) {
      std::erase_if(wish_.wanted,
                    [&](const auto* exercise) { return move_of(exercise->name) == move; });
    }
    for (const auto* exercise : exercises_.wanted) {
      want(*exercise);
    }
  }

  void want(const exercises::Exercise& exercise) {
    touched_ = true;
    if (const auto move = move_of(exercise.name)) wish_.rejected.remove(*move);
    std::erase_if(wish_.swaps, [&](const Swap& swap) { return swap.out == &exercise; });
    std::erase(wish_.wanted, &exercise);
    wish_.wanted.push_back(&exercise);
    if (wish_.wanted.size() > kWantedMax) wish_.wanted.erase(wish_.wanted.begin());
  }

  // --- days

  void read_days() {
    std::optional<int> days;
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      const Number& number = numbers_[i];
      if (number.value < 1 || number.value > 7 || std::floor(number.value) != number.value)
        continue;
      if (!counts_days(number) || is_unwanted(number.at)) continue;
      if (exercises_.is_taken(number.at)) continue;
      days = static_cast<int>(range_start(i));
    }
    for_each_hit(Term::days_phrase, [&](const Hit& hit) {
      // "It hurts every day" asks for nothing.
      const bool about_pain = reading_.has(Term::pain) && hit.value == 7;
      if (!about_pain && !days) days = hit.value;
    });
    if (!days) days = count_weekdays();
    if (!days) days = bare_number();
    if (days) {
      wish_.days = days;
      days_read_ = true;
      touched_ = true;
    }
  }

  bool counts_days(const Number& number) const {
    const bool weekly =
        after(number.at, Term::week, 4) != nullptr || before(number.at, Term::week, 2) != nullptr;
    if (is_ordinal(number.at)) return false;
    // "A session", "eine Einheit", "1日30分": one is rarely a count of days.
    const bool vague_one = number.value == 1 && (number.word || unspaced());
    if (vague_one && !weekly) return false;
    if (after(number.at, Term::day, 1) != nullptr) return true;
    if (after(number.at, Term::session, 1) != nullptr) return true;
    if (const Hit* times = after(number.at, Term::times, 0)) return !is_sets(*times);
    // "3 a week", "3 pro Woche", "週3", but not "for 3 weeks".
    const Hit* week = after(number.at, Term::week, 2);
    if (week != nullptr && week->begin > number.at.end) return !has_unit(number.at);
    return unspaced() && before(number.at, Term::week, 0) != nullptr && !has_unit(number.at);
  }

  /// "Day 1", "第1天" names a day and counts none.
  bool is_ordinal(const Hit& number) const {
    constexpr std::string_view kOne[] = {"day",   "tag",   "jour", "dia", "giorno",
                                         "dzien", "dzien", "den",  "dag", "paiva",
                                         "день",  "dan",   "дан",  "第",  "session"};
    return number.begin > 0 && reading_.gap_between(number.begin - 1, number.begin) == Gap::none &&
           std::find(std::begin(kOne), std::end(kOne), reading_.tokens()[number.begin - 1].text) !=
               std::end(kOne);
  }

  bool unspaced() const { return is_unspaced(reading_.language()); }

  /// 3x10 is three sets of ten.
  bool is_sets(const Hit& times) const {
    const auto& tokens = reading_.tokens();
    return times.end < tokens.size() && number_of(tokens[times.end]).has_value();
  }

  bool has_unit(const Hit& number) const {
    constexpr Term kUnits[] = {Term::minute, Term::hour, Term::month, Term::year, Term::years_old};
    return std::any_of(std::begin(kUnits), std::end(kUnits),
                       [&](Term unit) { return after(number, unit, 0) != nullptr; });
  }

  /// "4 days instead of 5": the five is what is not wanted.
  bool is_unwanted(const Hit& number) const {
    return before(number, Term::instead_of, 3) != nullptr ||
           after(number, Term::instead_of_after, 2) != nullptr;
  }

  /// "3-4 days" begins with three: fewer is the safer reading.
  double range_start(std::size_t i) const {
    if (i == 0) return numbers_[i].value;
    const Number& previous = numbers_[i - 1];
    const bool close = numbers_[i].at.begin - previous.at.end <= 1 &&
                       reading_.gap_between(previous.at.begin, numbers_[i].at.begin) == Gap::none;
    const bool smaller = previous.value >= 1 && previous.value < numbers_[i].value;
    const bool counted = counts_days(previous) && after(previous.at, Term::day, 0) != nullptr;
    const bool a_week = after(previous.at, Term::week, 0) != nullptr;  // "once a week 4 times"
    return close && smaller && !counted && !a_week && !has_unit(previous.at) ? previous.value
                                                                             : numbers_[i].value;
  }

  std::optional<int> count_weekdays() {
    unsigned seen = 0;
    int count = 0;
    for_each_hit(Term::weekday, [&](const Hit& hit) {
      const unsigned bit = 1U << static_cast<unsigned>(hit.value);
      if ((seen & bit) == 0) ++count;
      seen |= bit;
    });
    return count >= 2 ? std::optional(count) : std::nullopt;
  }

  /// A message that is nothing but "4".
  std::optional<int> bare_number() const {
    const bool alone = reading_.tokens().size() == 1 && numbers_.size() == 1;
    const bool fits = alone && numbers_[0].value >= 1 && numbers_[0].value <= 7;
    return fits ? std::optional(static_cast<int>(numbers_[0].value)) : std::nullopt;
  }

  // --- minutes

  void read_minutes() {
    std::optional<int> found;
    for_each_hit(Term::minutes_phrase, [&](const Hit& hit) { found = hit.value; });
    for (const Number& number : numbers_) {
      if (is_unwanted(number.at)) continue;
      if (after(number.at, Term::minute, 0) != nullptr && number.value >= 10) {
        found = static_cast<int>(std::min(number.value, 600.0));
      } else if (const Hit* hour = after(number.at, Term::hour, 0)) {
        // "Half an hour" and "an hour and a half" are phrases; the number inside is not the whole.
        const auto near = Reading::around(reading_.hits(), *hour, 0);
        const bool in_phrase = std::any_of(near.begin(), near.end(), [&](const Hit& hit) {
          return hit.term == Term::minutes_phrase && hit.begin < hour->end &&
                 number.at.begin < hit.end;
        });
        if (!in_phrase && number.value <= 4) found = static_cast<int>(number.value * 60);
      }
    }
    if (!found) return;
    set_length(minutes(*found));
    minutes_read_ = true;
    touched_ = true;
  }

  // --- age and level

  void read_age() {
    for (const Number& number : numbers_) {
      if (number.value < 5 || number.value > 110) continue;
      if (is_experience(number.at) || is_somebody_elses_age(number)) continue;
      if (after(number.at, Term::years_old, 0) != nullptr || said_as_age(number)) {
        wish_.age = static_cast<int>(number.value);
        touched_ = true;
      }
    }
  }

  /// "16 years old" or "16yo" as opposed to "16 ans", which may be years of training.
  bool explicit_age(const Hit& number) const {
    const Hit* old = after(number, Term::years_old, 0);
    if (old == nullptr) return false;
    const Hit* years = after(number, Term::year, 0);
    return years == nullptr || old->end > years->end;
  }

  /// "My son is 13, I want to train": not the age of who will train.
  bool is_somebody_elses_age(const Number& number) const {
    return before(number.at, Term::somebody_is, 0) != nullptr && reading_.has(Term::myself) &&
           !reading_.has(Term::for_somebody);
  }

  /// "I am 16" with nothing after it that would be a unit.
  bool said_as_age(const Number& number) const {
    const bool somebody = before(number.at, Term::somebody_is, 0) != nullptr;
    const bool mine = before(number.at, Term::i_am, 0) != nullptr;
    if ((!mine && !somebody) || reading_.language() == Language::es) return false;
    constexpr Term kUnits[] = {Term::day,  Term::times, Term::session, Term::week,  Term::minute,
                               Term::hour, Term::month, Term::gear,    Term::focus, Term::item};
    const bool unit = std::any_of(std::begin(kUnits), std::end(kUnits),
                                  [&](Term term) { return after(number.at, term, 1) != nullptr; });
    return !unit && (somebody || number.value >= 8);
  }

  void read_level() {
    for_each_hit(Term::level, [&](const Hit& hit) {
      const bool denied = reading_.denied(hit);
      // "Not a beginner" and "not advanced" both leave the middle.
      wish_.level = denied ? Level::intermediate : static_cast<Level>(hit.value);
      touched_ = true;
    });
    if (!wish_.level) read_experience();
  }

  /// "Training for 3 years".
  void read_experience() {
    for (const Number& number : numbers_) {
      if (!is_experience(number.at)) continue;
      double months = 0;
      if (after(number.at, Term::month, 0) != nullptr) months = number.value;
      if (after(number.at, Term::year, 0) != nullptr) months = number.value * 12;
      if (months <= 0 || months > 12.0 * 60) continue;
      wish_.level = months < 6     ? Level::beginner
                    : months <= 24 ? Level::intermediate
                                   : Level::advanced;
      touched_ = true;
    }
  }

  // --- goals

  void read_goals() {
    std::optional<Goal> first;
    bool weight = false;
    for_each_hit(Term::goal, [&](const Hit& hit) {
      if (reading_.denied(hit)) return;
      const auto goal = static_cast<Goal>(hit.value);
      weight = weight || goal == Goal::weight;
      // "Fit" says little: any other goal in the message is the real one.
      if (!first || *first == Goal::health) first = goal;
    });
    if (!first) return;
    wish_.goal = first;
    wish_.weight_too = weight && *first != Goal::weight;
    touched_ = true;
  }

  // --- equipment

  void read_gear() {
    EnumSet<Gear> named;
    EnumSet<Gear> missing;
    for_each_hit(Term::gear, [&](const Hit& hit) {
      if (exercises_.is_in_name(hit)) return;
      const bool denied = reading_.denied(hit) || is_unwanted(hit);
      (denied ? missing : named).add(static_cast<Gear>(hit.value));
    });
    EnumSet<Item> items;
    EnumSet<Item> missing_items;
    for_each_hit(Term::item, [&](const Hit& hit) {
      if (exercises_.is_in_name(hit)) return;
      const bool denied = reading_.denied(hit) || is_unwanted(hit);
      (denied ? missing_items : items).add(static_cast<Item>(hit.value));
    });
    touched_ =
        touched_ || !named.empty() || !missing.empty() || !items.empty() || !missing_items.empty();
    settle_gear(named, items);
    for_each(missing, Gear::machines, [&](Gear gear) { deny(gear); });
    wish_.without.add(missing_items);
    wish_.extra.remove(missing_items);
  }

  void settle_gear(EnumSet<Gear> named, EnumSet<Item> items) {
    const bool more = reading_.has(Term::also) && !wish_.gear.empty();
    if (named.empty() && reading_.has(Term::home) && wish_.gear.empty())
      named.add(Gear::bodyweight);
    if (!named.empty()) {
      // "Only dumbbells at the gym": the narrower one counts.
      if (reading_.has(Term::only) && !(named == EnumSet<Gear>{Gear::gym})) named.remove(Gear::gym);
      if (!more) {
        wish_.gear.clear();
        wish_.without.clear();
        wish_.extra.clear();
      }
      wish_.gear.add(named);
      if (wish_.gear.has(Gear::gym)) wish_.gear = {Gear::gym};
    }
    // "I only have a pull-up bar": there is nothing else but one's own body.
    if (!items.empty() && wish_.gear.empty() && reading_.has(Term::only)) {
      wish_.gear.add(Gear::bodyweight);
    }
    wish_.without.remove(items);
    if (!wish_.gear.has(Gear::gym)) wish_.extra.add(items);
  }

  void deny(Gear gear) {
    wish_.gear.remove(gear);
    switch (gear) {
      case Gear::gym:
        if (wish_.gear.empty()) wish_.gear.add(Gear::bodyweight);
        break;
      case Gear::barbell:
        wish_.without.add({Item::barbell, Item::rack});
        break;
      case Gear::dumbbells:
        wish_.without.add(Item::dumbbell);
        break;
      case Gear::kettlebell:
        wish_.without.add(Item::kettlebell);
        break;
      case Gear::bands:
        wish_.without.add(Item::band);
        break;
      case Gear::machines:
        wish_.without.add({Item::machine, Item::cable, Item::smith_machine});
        break;
      case Gear::bodyweight:
        break;
    }
  }

  // --- the body

  void read_pain() {
    for_each_hit(Term::no_pain, [&](const Hit& hit) {
      // "No pain in my knee" is about the knee only.
      if (after(hit, Term::place, 4) != nullptr) return;
      wish_.healthy = true;
      wish_.hurts.clear();
      touched_ = true;
    });
    for_each_hit(Term::ache, [&](const Hit& hit) {
      set_pain(static_cast<Joint>(hit.value), !reading_.denied(hit));
    });
    for_each_hit(Term::pain, [&](const Hit& pain) {
      // "Chest and back, my knee hurts": a place in the same clause comes first.
      if (!bind_pain(pain, Gap::none)) bind_pain(pain, Gap::clause);
    });
  }

  /// Notes the places that the pain is in, across `gap` at most. False: there is none.
  bool bind_pain(const Hit& pain, Gap gap) {
    bool bound = false;
    for (const Hit& place : Reading::around(reading_.hits(), pain, kPainReachMax)) {
      if (place.term != Term::place || !belongs_together(pain, place, gap)) continue;
      bound = true;
      for (auto i = place.begin; i < place.end; ++i)
        aching_.insert(i);
      const bool denied = reading_.denied(pain) || reading_.denied(place);
      set_pain(static_cast<Joint>(place.value), !denied);
    }
    return bound;
  }

  bool belongs_together(const Hit& pain, const Hit& place, Gap gap) const {
    const std::uint32_t reach = gap == Gap::clause ? 1 : unspaced() ? kPainReachMax : 4;
    if (Reading::distance(pain, place) > reach) return false;
    const auto between =
        reading_.gap_between(std::min(pain.end, place.end) - 1, std::max(pain.begin, place.begin));
    return between == gap;
  }

  void set_pain(Joint joint, bool hurts) {
    touched_ = true;
    if (hurts) {
      wish_.hurts.add(joint);
    } else {
      wish_.hurts.remove(joint);
    }
  }

  void read_focus() {
    for_each_hit(Term::focus, [&](const Hit& hit) {
      const auto aching = aching_.lower_bound(hit.begin);
      if (aching != aching_.end() && *aching < hit.end) return;
      read_area(hit, area_of(hit));
    });
    for_each_hit(Term::upper_body, [&](const Hit& hit) {
      for (const Area area : {Area::chest, Area::back, Area::shoulders, Area::arms})
        read_area(hit, area);
    });
  }

  void read_area(const Hit& hit, Area area) {
    if (is_left_out(hit)) {
      left_out_.push_back(area);
      unwanted_.push_back(area);
      touched_ = true;
    } else if (reading_.denied(hit)) {
      unwanted_.push_back(area);
    } else {
      wanted_.push_back(area);
      only_these_ = only_these_ || before(hit, Term::only, 2) != nullptr ||
                    after(hit, Term::only, 0) != nullptr;
      touched_ = true;
    }
  }

  /// "No legs", "don't want to train arms", "skip abs"; but not "no chest pain", "not enough
  /// chest".
  bool is_left_out(const Hit& hit) const {
    if (after(hit, Term::pain, 2) != nullptr) return false;
    const Hit* reject = before(hit, Term::reject, 3);
    if (reject != nullptr && !reading_.denied(*reject)) return true;
    if (after(hit, Term::reject_after, 1) != nullptr) return true;
    if (reading_.denied(hit, 0)) return true;
    constexpr std::string_view kBetween[] = {"any",  "more", "train", "training", "to",  "want",
                                             "work", "do",   "de",    "d",        "mas", "mehr",
                                             "las",  "los",  "le",    "les",      "la"};
    const auto& tokens = reading_.tokens();
    for (std::uint32_t back = 1; back <= 3 && back <= hit.begin; ++back) {
      const auto& word = tokens[hit.begin - back].text;
      if (std::find(std::begin(kBetween), std::end(kBetween), word) == std::end(kBetween)) break;
      if (reading_.denied(hit, back)) return true;
    }
    return false;
  }

  /// What a week leaves out, and what it has again.
  void settle_areas() {
    for (const Area area : wanted_) {
      wish_.unwanted.remove({area, wide(area)});
      if (area == Area::legs || area == Area::full_body) wish_.unwanted = {};
    }
    for (const Area area : left_out_)
      leave_out(area);
    if (!only_these_ || wanted_.empty()) return;
    EnumSet<Area> kept;
    for (const Area area : wanted_)
      kept.add({area, wide(area)});
    if (kept.has(Area::full_body)) return;
    for (const Area area : {Area::chest, Area::back, Area::shoulders, Area::arms, Area::legs}) {
      if (!kept.has(area)) leave_out(area);
    }
    const bool upper = kept.has_all({Area::chest, Area::back});
    if (!upper && !kept.has(Area::abs)) leave_out(Area::abs);
    wish_.unwanted.remove(kept);
  }

  /// A label of the app tells more closely what a word means: "biceps" are arms to a week.
  Area area_of(const Hit& hit) const {
    std::string words;
    for (auto i = hit.begin; i < hit.end; ++i)
      words += reading_.tokens()[i].text + " ";
    for (const Label* label : labels_like(words)) {
      if (label->area) return *label->area;
    }
    return static_cast<Area>(hit.value);
  }

  /// One session for today, or a week; and what of the body is for which.
  void read_single_session() {
    if (wish_.single_session && (days_read_ || reading_.affirms(Term::weekly))) {
      wish_.single_session = false;
      wish_.areas.clear();
      touched_ = true;
    } else if (asks_for_one_session()) {
      if (!wish_.single_session) wish_.areas.clear();
      wish_.single_session = true;
      touched_ = true;
    }
    if (!wish_.single_session) {
      for (const Area area : wanted_)
        wish_.focus.add(wide(area));
      for (const Area area : unwanted_)
        wish_.focus.remove(wide(area));
      settle_areas();
      return;
    }
    if (!wanted_.empty() && !reading_.has(Term::also)) wish_.areas.clear();
    for (const Area area : wanted_) {
      if (std::find(wish_.areas.begin(), wish_.areas.end(), area) == wish_.areas.end())
        wish_.areas.push_back(area);
    }
    for (const Area area : unwanted_)
      std::erase(wish_.areas, area);
  }

  bool asks_for_one_session() const {
    if (days_read_ || reading_.affirms(Term::weekly)) return false;
    if (reading_.affirms(Term::single)) return true;
    if (reading_.affirms(Term::today)) {
      if (reading_.affirms(Term::one_session) || reading_.affirms(Term::plan)) return true;
      return !reading_.has(Term::pain) && (minutes_read_ || !wanted_.empty());
    }
    const auto& hits = reading_.hits();
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      if (hit.term != Term::one_session) return false;
      const Hit* next = after(hit, Term::plan, 0);  // "a quick workout plan"
      if (next != nullptr && next->begin == hit.end) return false;
      return before(hit, Term::quick, 3) != nullptr || after(hit, Term::quick, 2) != nullptr ||
             is_of_area(hit);
    });
  }

  /// "Arms workout", "a workout for chest and back", by somebody who has no week yet.
  bool is_of_area(const Hit& session) const {
    if (wish_.days || wanted_.empty()) return false;
    return before(session, Term::focus, 1) != nullptr || after(session, Term::focus, 2) != nullptr;
  }

  /// What a week can give more of.
  static Area wide(Area area) {
    switch (area) {
      case Area::quads:
      case Area::hamstrings:
        return Area::legs;
      case Area::biceps:
      case Area::triceps:
        return Area::arms;
      default:
        return area;
    }
  }

  void read_conditions() {
    const auto note = [&](Term term, Condition condition) {
      if (!has_own(term)) return;
      if (!wish_.conditions.has(condition)) wish_.cleared = false;
      wish_.conditions.add(condition);
      touched_ = true;
    };
    note(Term::pregnant, Condition::pregnancy);
    note(Term::illness, Condition::illness);
    note(Term::surgery, Condition::surgery);
    // Bones that healed long ago are like others.
    if (!reading_.affirms(Term::long_ago)) note(Term::fracture, Condition::illness);
    note(Term::wheelchair, Condition::illness);
    if (has_own(Term::wheelchair)) leave_out(Area::legs);
  }

  /// Like Reading::affirms, but not of somebody else: "my wife is pregnant".
  bool has_own(Term term) const {
    const auto& hits = reading_.hits();
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      if (hit.term != term || reading_.denied(hit)) return false;
      if (reading_.has(Term::for_somebody)) return true;
      const Hit* whose = before(hit, Term::somebody, 4);
      return whose == nullptr || says_i(whose->end, hit.begin);
    });
  }

  /// "My wife says that *I* have ..."
  bool says_i(std::uint32_t begin, std::uint32_t end) const {
    constexpr std::string_view kI[] = {"i", "ich", "yo", "tengo", "je", "j", "io", "ho", "eu"};
    for (auto i = begin; i < end; ++i) {
      if (std::find(std::begin(kI), std::end(kI), reading_.tokens()[i].text) != std::end(kI))
        return true;
    }
    return false;
  }

  /// With all that belongs to it.
  void leave_out(Area area) {
    wish_.unwanted.add(area);
    if (area == Area::legs) {
      wish_.unwanted.add({Area::quads, Area::hamstrings, Area::glutes, Area::calves});
    } else if (area == Area::arms) {
      wish_.unwanted.add({Area::biceps, Area::triceps});
    }
  }

  // --- edits of what was there

  void read_edits() {
    // "It hurts again" asks for no other plan, "something else instead of lunges" for one exercise.
    if (reading_.affirms(Term::another) && !reading_.has(Term::pain) && exercises_.swaps.empty() &&
        exercises_.rejected.empty()) {
      ++wish_.again;
      touched_ = true;
    }
    const minutes length = wish_.minutes.value_or(kLengthUsual);
    if (reading_.affirms(Term::shorter) && !numbered()) {
      const auto before = wish_.shorter == 0 ? wish_.minutes : wish_.length_before;
      const int steps = std::min(wish_.shorter + 1, kShorterMax);
      set_length(shorter_than(length));
      wish_.length_before = before;
      wish_.shorter = steps;
    }
    if (reading_.affirms(Term::longer) && !numbered()) set_length(length + minutes(15));
    if (reading_.affirms(Term::easier)) shift_effort(-1);
    if (reading_.affirms(Term::harder)) shift_effort(1);
  }

  /// The message names the length itself: "shorter, 30 minutes".
  bool numbered() const {
    return reading_.has(Term::minutes_phrase) ||
           (!numbers_.empty() && (reading_.has(Term::minute) || reading_.has(Term::hour)));
  }

  void set_length(minutes length) {
    wish_.minutes = std::clamp(length, kLengthMin, kLengthMax);
    wish_.shorter = 0;
    wish_.length_before.reset();
    touched_ = true;
  }

  void shift_effort(int by) {
    wish_.effort = std::clamp(wish_.effort + by, -kEffortMax, kEffortMax);
    touched_ = true;
  }

  const Reading& reading_;
  ExerciseReading exercises_;
  Wish& wish_;
  std::vector<Area> wanted_;
  std::vector<Area> unwanted_;
  std::vector<Area> left_out_;  ///< plainly, for good
  bool only_these_ = false;     ///< the wanted areas and no others
  bool days_read_ = false;
  bool minutes_read_ = false;
  std::vector<Number> numbers_;
  std::set<std::uint32_t> aching_;  ///< tokens that name a place that hurts
  bool touched_ = false;
};

}  // namespace

std::chrono::minutes shorter_than(std::chrono::minutes length) noexcept {
  for (const int step : {60, 45, 30, 20}) {
    if (length > minutes(step)) return minutes(step);
  }
  return kLengthMin;
}

MessageReport read_message(std::string_view text, const Reading& reading,
                           const exercises::Catalogue& catalogue, Wish& wish) {
  auto exercises = read_exercises(text, reading, catalogue);
  std::string unknown = exercises.unknown;
  const bool shaped = MessageReader(reading, std::move(exercises), wish).read();
  return {shaped, std::move(unknown)};
}

}  // namespace spotter::trainer
