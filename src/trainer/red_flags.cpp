#include "trainer/red_flags.hpp"

#include "trainer/reading.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

namespace spotter::trainer {
namespace {

/// How far apart the parts of a sign may stand, in tokens.
constexpr std::uint32_t kNear = 7;
constexpr std::uint32_t kNearUnspaced = 14;

/// The hits of each part of a rule, each in the order of their beginning.
using Parts = std::array<std::span<const Hit>, kFlagPartsMax>;

std::size_t rule_of(const Hit& hit) {
  return static_cast<std::size_t>(hit.value / kFlagPartsMax);
}

std::size_t part_of(const Hit& hit) {
  return static_cast<std::size_t>(hit.value % kFlagPartsMax);
}

/// What is over once it has healed.
bool may_be_old(RedFlag flag) {
  return flag == RedFlag::injury || flag == RedFlag::head || flag == RedFlag::calf;
}

/// "I dislocated my shoulder years ago".
bool is_long_ago(const Reading& reading, const Hit& hit) {
  const auto near = Reading::around(reading.all_hits(), hit, kNear);
  return std::any_of(near.begin(), near.end(), [&](const Hit& other) {
    if (other.term != Term::long_ago || other.language != hit.language) return false;
    const Hit& left = hit.begin < other.begin ? hit : other;
    const Hit& right = hit.begin < other.begin ? other : hit;
    return reading.gap_between(left.end - 1, right.begin) != Gap::sentence;
  });
}

/// "I want to die after burpees".
bool is_said_of_exercise(const Reading& reading, const Hit& hit) {
  constexpr std::uint32_t kAfter = 4;
  const auto next = Reading::window(reading.all_hits(), hit.end + 1, hit.end + kAfter);
  return std::any_of(next.begin(), next.end(), [&](const Hit& other) {
    const bool exercise = other.term == Term::strenuous || other.term == Term::move;
    const bool same = other.language == hit.language || other.language == Language::any;
    return exercise && same && reading.gap_between(hit.end - 1, other.begin) == Gap::none;
  });
}

/// The undenied hits of parts of rules: those of a rule together, and of them those of a part, each
/// in the order of their beginning. A message has a few, of the hundreds of rules.
std::vector<Hit> undenied_parts(const Reading& reading, std::span<const FlagRule> rules) {
  std::vector<Hit> parts;
  for (const Hit& hit : reading.all_hits()) {
    if (hit.term != Term::flag_part) continue;
    if (reading.denied(hit, Reading::kFlagReach)) continue;
    const FlagRule& rule = rules[rule_of(hit)];
    if (may_be_old(rule.flag) && is_long_ago(reading, hit)) continue;
    if (rule.said_of_exercise && is_said_of_exercise(reading, hit)) continue;
    parts.push_back(hit);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Hit& a, const Hit& b) { return a.value < b.value; });
  return parts;
}

/// Takes those of one rule away from the beginning of `hits`.
Parts take_rule(std::span<const Hit>& hits) {
  Parts parts;
  const std::size_t rule = rule_of(hits.front());
  while (!hits.empty() && rule_of(hits.front()) == rule) {
    const auto end = std::find_if(hits.begin(), hits.end(),
                                  [&](const Hit& hit) { return hit.value != hits.front().value; });
    const auto count = static_cast<std::size_t>(end - hits.begin());
    parts[part_of(hits.front())] = hits.first(count);
    hits = hits.subspan(count);
  }
  return parts;
}

bool is_near(const Reading& reading, const Hit& a, const Hit& b) {
  const std::uint32_t reach = is_unspaced(a.language) ? kNearUnspaced : kNear;
  const bool overlap = a.begin < b.end && b.begin < a.end;
  if (overlap || Reading::distance(a, b) > reach) return false;
  const Hit& left = a.begin < b.begin ? a : b;
  const Hit& right = a.begin < b.begin ? b : a;
  return reading.gap_between(left.end - 1, right.begin) != Gap::sentence;
}

/// "Knee pain, and I have been training for three months": the months are not the pain's.
bool is_about_training(const Reading& reading, const Hit& a, const Hit& b) {
  const Hit& left = a.begin < b.begin ? a : b;
  const Hit& right = a.begin < b.begin ? b : a;
  if (reading.gap_between(left.end - 1, right.begin) != Gap::none) return true;
  const auto between = Reading::window(reading.all_hits(), left.end, right.begin);
  return std::any_of(between.begin(), between.end(), [&](const Hit& hit) {
    const bool tells = hit.end - hit.begin > 1 || reading.tokens()[hit.begin].text.size() > 2;
    return hit.term == Term::experience && hit.language == a.language && tells;
  });
}

/// The pain belongs to another place that stands nearer to it: "chest day tomorrow, my knee hurts".
/// Lists such as "pain in my knee and chest" or "chest and arm pain" still count for the chest.
bool pain_is_elsewhere(const Reading& reading, const Hit& chest, const Hit& pain) {
  const bool comma = reading.gap_between(std::min(chest.end, pain.end) - 1,
                                         std::max(chest.begin, pain.begin)) != Gap::none;
  const auto ours = [&](const Hit& place) {
    return place.language == chest.language || place.language == reading.language();
  };
  const auto places = Reading::around(reading.all_hits(), pain, kNearUnspaced);
  return std::any_of(places.begin(), places.end(), [&](const Hit& place) {
    if (place.term == Term::ache && ours(place)) {
      return place.begin <= pain.begin && place.end >= pain.end;
    }
    if (place.term != Term::place || !ours(place)) return false;
    const auto joint = static_cast<Joint>(place.value);
    const bool near_heart =
        joint == Joint::lower_back || joint == Joint::shoulder || joint == Joint::neck;
    if (near_heart && !comma) return false;
    const auto to_place = Reading::distance(place, pain);
    if (to_place >= Reading::distance(chest, pain) || to_place > 3) return false;
    const Hit& first = place.begin < pain.begin ? place : pain;
    const Hit& second = place.begin < pain.begin ? pain : place;
    if (reading.gap_between(first.end - 1, second.begin) != Gap::none) return false;
    // "pain in my knee and chest": both follow the pain.
    if (pain.begin < place.begin && place.begin < chest.begin) return comma;
    // "chest and knee pain": one list, unless more stands between them.
    const bool one_list = chest.begin < place.begin && place.begin < pain.begin &&
                          Reading::distance(chest, place) <= 1;
    return comma || !one_list;
  });
}

bool rule_holds(const Reading& reading, const FlagRule& rule, const Parts& parts) {
  return std::any_of(parts[0].begin(), parts[0].end(), [&](const Hit& first) {
    for (std::size_t i = 1; i < rule.parts; ++i) {
      const auto others = Reading::around(parts[i], first, kNearUnspaced);
      const bool found = std::any_of(others.begin(), others.end(), [&](const Hit& other) {
        if (!is_near(reading, first, other)) return false;
        if (rule.flag == RedFlag::physio) return !is_about_training(reading, first, other);
        return rule.flag != RedFlag::chest || !pain_is_elsewhere(reading, first, other);
      });
      if (!found) return false;
    }
    return true;
  });
}

std::optional<double> number_at(const Reading& reading, std::uint32_t at) {
  return at < reading.tokens().size() ? number_of(reading.tokens()[at]) : std::nullopt;
}

/// Whether a hit of the term that `fits` stands within `reach` tokens of the tokens [begin, end).
template <class Fits>
bool has_near(const Reading& reading, Term term, std::uint32_t begin, std::uint32_t end,
              std::uint32_t reach, Fits fits) {
  const Hit here{term, 0, Language::any, begin, end, 0};
  const auto near = Reading::around(reading.all_hits(), here, reach);
  return std::any_of(near.begin(), near.end(), [&](const Hit& hit) {
    if (hit.term != term || Reading::distance(hit, here) > reach) return false;
    const Hit& left = hit.begin < begin ? hit : here;
    const Hit& right = hit.begin < begin ? here : hit;
    const bool apart =
        left.end <= right.begin && reading.gap_between(left.end - 1, right.begin) == Gap::sentence;
    return !apart && fits(hit);
  });
}

constexpr auto kAny = [](const Hit&) { return true; };

/// "Blood pressure 190/115": from 180 or 110 on nobody should train.
bool pressure_is_very_high(const Reading& reading) {
  for (std::uint32_t i = 0; i < reading.tokens().size(); ++i) {
    const auto upper = number_at(reading, i);
    if (!upper || *upper < 120 || *upper > 300) continue;
    auto lower = number_at(reading, i + 1);
    if (!lower) lower = number_at(reading, i + 2);  // "190 over 115"
    const bool pair = lower && *lower >= 40 && *lower < *upper;
    const bool high = *upper >= 180 || (pair && *lower >= 110);
    const auto fits = [&](const Hit& hit) { return pair || hit.begin < i; };
    if (high && has_near(reading, Term::blood_pressure, i, i + 1, pair ? 5 : 2, fits)) return true;
  }
  return false;
}

/// "I eat 500 calories a day".
bool eats_too_little(const Reading& reading) {
  constexpr double kLeast = 1000;
  for (const Hit& hit : reading.all_hits()) {
    if (hit.term != Term::calories || hit.begin == 0) continue;
    const auto calories = number_at(reading, hit.begin - 1);
    if (!calories || *calories < 50 || *calories >= kLeast || reading.denied(hit)) continue;
    const std::uint32_t at = hit.begin - 1;
    if (has_near(reading, Term::burnt, at, hit.end, 3, kAny)) continue;
    if (has_near(reading, Term::eaten, at, hit.end, kNear, kAny)) return true;
  }
  return false;
}

/// "Back pain 8/10": how much, or 0.
double pain_of_ten(const Reading& reading) {
  double most = 0;
  for (std::uint32_t i = 0; i < reading.tokens().size(); ++i) {
    const auto pain = number_at(reading, i);
    if (!pain || *pain > 10 || *pain <= most) continue;
    bool of_ten = false;
    for (std::uint32_t next = i + 1; next <= i + 3; ++next) {  // "8/10", "8 out of 10"
      of_ten =
          of_ten || (number_at(reading, next) == 10.0 && reading.gap_between(i, next) == Gap::none);
      if (number_at(reading, next)) break;
    }
    const auto hurts = [&](const Hit& hit) {
      return !reading.denied(hit) &&
             (hit.language == reading.language() || hit.language == Language::any);
    };
    const bool about_pain = has_near(reading, Term::pain, i, i + 1, 4, hurts) ||
                            has_near(reading, Term::ache, i, i + 1, 4, hurts);
    if (of_ten && about_pain) most = *pain;
  }
  return most;
}

/// What numbers tell.
RedFlag flag_of_numbers(const Reading& reading) {
  constexpr double kBearable = 3;
  constexpr double kStrong = 7;
  const double pain = pain_of_ten(reading);
  if (pain >= kStrong || pressure_is_very_high(reading)) return RedFlag::doctor;
  if (pain > kBearable) return RedFlag::physio;
  return eats_too_little(reading) ? RedFlag::eating : RedFlag::none;
}

/// Chinese and Japanese share characters but not negations; kana tell them apart.
bool fits_script(const FlagRule& rule, const Scripts& scripts) {
  if (rule.language == Language::zh) return !scripts.kana;
  if (rule.language == Language::ja) return scripts.kana;
  return true;
}

}  // namespace

RedFlag find_red_flag(const Reading& reading, const Lexicon& lexicon) {
  const auto rules = lexicon.flag_rules();
  const auto parts = undenied_parts(reading, rules);
  RedFlag worst = RedFlag::none;
  for (std::span<const Hit> left = parts; !left.empty();) {
    const FlagRule& rule = rules[rule_of(left.front())];
    const Parts of_rule = take_rule(left);
    if (!fits_script(rule, reading.scripts())) continue;
    const bool worse = worst == RedFlag::none || rule.flag < worst;
    if (worse && rule_holds(reading, rule, of_rule)) worst = rule.flag;
  }
  const RedFlag numbers = flag_of_numbers(reading);
  const bool worse = numbers != RedFlag::none && (worst == RedFlag::none || numbers < worst);
  if (worse) worst = numbers;
  if (worst == RedFlag::none && reading.affirms(Term::drugs)) worst = RedFlag::drugs;
  return worst;
}

}  // namespace spotter::trainer
