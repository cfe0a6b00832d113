#include "plan/draft_builder.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace spotter::plan {
namespace {

/// A word of an enumeration, or a number in quotes.
constexpr std::size_t kWordCharactersMax = 32;

std::optional<double> number_of(std::string_view token) noexcept {
  token = trimmed(token);
  double value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  const bool all = error == std::errc() && end == token.data() + token.size();
  return all && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<int> whole_number_of(std::string_view token, int least, int most) noexcept {
  const auto value = number_of(token);
  if (!value || *value != std::trunc(*value) || *value < least || *value > most)
    return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<Decimal> decimal_of(std::string_view token, Decimal most) noexcept {
  auto decimal = Decimal::parse(trimmed(token));
  if (!decimal) {
    const auto value = number_of(token);
    if (value) decimal = Decimal::nearest(*value);
  }
  const bool usable = decimal && *decimal >= Decimal() && *decimal <= most;
  return usable ? decimal : std::nullopt;
}

/// "8-12", as some write a range; also with the dash of typographers.
std::optional<Reps> range_of(std::string_view token) noexcept {
  for (const std::string_view dash : {std::string_view("-"), std::string_view("\u2013")}) {
    const std::size_t at = token.find(dash, 1);
    if (at == std::string_view::npos) continue;
    const auto least = whole_number_of(token.substr(0, at), 1, kDraftRepsMax);
    const auto most = whole_number_of(token.substr(at + dash.size()), 1, kDraftRepsMax);
    if (!least || !most) return std::nullopt;
    return Reps{std::min(*least, *most), std::max(*least, *most)};
  }
  const auto fixed = whole_number_of(token, 1, kDraftRepsMax);
  return fixed ? std::optional(Reps{*fixed, *fixed}) : std::nullopt;
}

/// C0, DEL and C1 (U+0080 to U+009F).
bool is_control(std::string_view character) noexcept {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

std::size_t bytes_of_character(char lead) noexcept {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

struct DraftBuilder::Known {
  Place place;
  std::string_view key;
  Member member;
  std::optional<DraftKind> kind = {};  ///< that the key alone tells
};

const DraftBuilder::Known DraftBuilder::kMembers[] = {
    {Place::plan, "name", Member::name},
    {Place::plan, "description", Member::description},
    {Place::plan, "sessions", Member::sessions},
    {Place::session, "name", Member::name},
    {Place::session, "exercises", Member::exercises},
    {Place::session, "notes", Member::notes},
    {Place::exercise, "strength_exercise", Member::name, DraftKind::strength},
    {Place::exercise, "timed_exercise", Member::name, DraftKind::timed},
    {Place::exercise, "distance_exercise", Member::name, DraftKind::distance},
    {Place::exercise, "kind", Member::kind},
    {Place::exercise, "name", Member::name},
    {Place::exercise, "sets", Member::sets},
    {Place::exercise, "reps", Member::reps},
    {Place::exercise, "seconds", Member::seconds},
    {Place::exercise, "distance", Member::distance},
    {Place::exercise, "unit", Member::unit},
    {Place::exercise, "rest_seconds", Member::rest},
    {Place::exercise, "resistance", Member::resistance},
    {Place::exercise, "increment", Member::increment},
    {Place::exercise, "progression", Member::progression},
    {Place::exercise, "superset_with_next", Member::superset},
    {Place::exercise, "notes", Member::notes},
    {Place::range, "min", Member::minimum},
    {Place::range, "max", Member::maximum},
    {Place::rest, "min", Member::minimum},
    {Place::rest, "max", Member::maximum},
    {Place::rest, "after_failure", Member::after_failure}};

/// Counts the value that comes, once.
void DraftBuilder::skip_value() {
  if (!counted_) ++skipped_;
}

Session& DraftBuilder::session() noexcept {
  return session_shown_ ? plan_.sessions.back() : unnamed_;
}

// Structure.

std::optional<DraftBuilder::Place> DraftBuilder::object_here() noexcept {
  switch (place()) {
    case Place::outside:
      return Place::plan;
    case Place::sessions:
      if (plan_.sessions.size() < kSessionsMax) return Place::session;
      break;
    case Place::exercises:
      if (session().exercises.size() < kExercisesMax) return Place::exercise;
      break;
    case Place::ranges:
      if (exercise_.reps.size() < kSetsMax) return Place::range;
      break;
    case Place::exercise:
      if (member_ == Member::reps) return Place::range;
      if (member_ == Member::rest) return Place::rest;
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::optional<DraftBuilder::Place> DraftBuilder::array_here() const noexcept {
  if (place() == Place::plan && member_ == Member::sessions) return Place::sessions;
  if (place() == Place::session && member_ == Member::exercises) return Place::exercises;
  if (place() == Place::exercise && member_ == Member::reps) return Place::ranges;
  return std::nullopt;
}

void DraftBuilder::enter(std::optional<Place> place) {
  if (ignored_ > 0 || !place) {
    if (ignored_ == 0) skip_value();
    ++ignored_;
    return;
  }
  places_[++depth_] = *place;
  seen_[static_cast<std::size_t>(*place)] = 0;
  counted_ = false;
  if (*place == Place::session) {
    unnamed_ = Session();
    session_shown_ = false;
  } else if (*place == Place::exercise) {
    exercise_ = DraftExercise();
  } else if (*place == Place::range) {
    least_.reset();
    most_.reset();
  } else if (*place == Place::rest) {
    rest_ = DraftRest();
  }
}

void DraftBuilder::leave() {
  if (ignored_ > 0) {
    --ignored_;
    return;
  }
  const Place ended = place();
  --depth_;
  counted_ = false;
  if (ended == Place::session) end_session();
  if (ended == Place::exercise) end_exercise();
  if (ended == Place::range) end_range();
  if (ended == Place::rest) end_rest();
}

void DraftBuilder::begin_object() {
  enter(object_here());
}

void DraftBuilder::end_object() {
  leave();
}

void DraftBuilder::begin_array() {
  enter(array_here());
}

void DraftBuilder::end_array() {
  leave();
}

void DraftBuilder::key(std::string_view name) {
  if (ignored_ > 0) return;
  member_ = Member::unknown;
  for (const Known& known : kMembers) {
    if (known.place != place() || known.key != name) continue;
    member_ = known.member;
    if (known.kind) exercise_.kind = known.kind;
  }
  std::uint32_t& seen = seen_[static_cast<std::size_t>(place())];
  const std::uint32_t bit = 1U << static_cast<unsigned>(member_);
  const bool again = (seen & bit) != 0;
  seen |= bit;
  counted_ = again || member_ == Member::unknown;
  if (!counted_) return;
  ++skipped_;
  member_ = Member::unknown;
}

// Texts.

/// Whether a string is one of an enumeration here, or can be a number.
bool DraftBuilder::takes_words() const noexcept {
  switch (place()) {
    case Place::ranges:
      return true;
    case Place::range:
    case Place::rest:
    case Place::exercise:
      return member_ != Member::unknown && member_ != Member::superset;
    default:
      return false;
  }
}

DraftBuilder::Writing DraftBuilder::writing_here() noexcept {
  Writing writing;
  const Place here = place();
  if (here == Place::plan && member_ == Member::description) {
    writing = {&plan_.description, kDescriptionCharactersMax, false, true};
  } else if (here == Place::session && member_ == Member::notes) {
    writing = {&session().notes, kNotesCharactersMax, false, session_shown_};
  } else if (here == Place::exercise && member_ == Member::notes) {
    writing = {&exercise_.notes, kNotesCharactersMax, false};
  } else if (member_ == Member::name && here == Place::session) {
    writing = {&text_, kSessionNameCharactersMax};
  } else if (member_ == Member::name && here == Place::plan) {
    writing = {&text_, kNameCharactersMax};
  } else if (member_ == Member::name && here == Place::exercise) {
    writing = {&text_, kExerciseNameCharactersMax};
  } else if (takes_words()) {
    writing = {&text_, kWordCharactersMax};
  }
  return writing;
}

void DraftBuilder::begin_string() {
  if (ignored_ > 0) return;
  text_.clear();
  writing_ = writing_here();
  if (writing_.out == nullptr) skip_value();
}

void DraftBuilder::text(std::string_view characters) {
  if (ignored_ > 0 || writing_.out == nullptr || writing_.cut) return;
  while (!characters.empty()) {
    const std::size_t bytes = bytes_of_character(characters.front());
    write(characters.substr(0, bytes));
    characters.remove_prefix(bytes);
  }
}

void DraftBuilder::write(std::string_view character) {
  if (is_control(character)) {
    if (character != "\n" && character != "\t") return;
    if (writing_.one_line) character = " ";
  }
  if (writing_.room == 0) {
    if (!writing_.cut) ++skipped_;
    writing_.cut = true;
    return;
  }
  --writing_.room;
  writing_.out->append(character);
  if (writing_.shown) ++revision_;
}

void DraftBuilder::end_string() {
  if (ignored_ > 0 || writing_.out != &text_) return;
  if (member_ == Member::name) {
    on_name();
  } else if (!writing_.cut) {
    on_word(text_);
  }
}

void DraftBuilder::on_name() {
  if (trimmed(text_).empty()) return skip_value();
  if (place() == Place::exercise) {
    exercise_.name = std::move(text_);
  } else if (place() == Place::session) {
    unnamed_.name = std::move(text_);
    show_session();
  } else {
    plan_.name = std::move(text_);
    ++revision_;
  }
}

void DraftBuilder::on_word(std::string_view word) {
  const bool is_enumeration = place() == Place::exercise;
  if (is_enumeration && member_ == Member::kind) {
    exercise_.kind = kind_of_word(word);
    if (!exercise_.kind) skip_value();
  } else if (is_enumeration && member_ == Member::unit) {
    exercise_.unit = unit_of_word(word);
    if (!exercise_.unit) skip_value();
  } else if (is_enumeration && member_ == Member::resistance) {
    take(exercise_.resistance, resistance_of_word(word));
  } else if (is_enumeration && member_ == Member::progression) {
    take(exercise_.progression, progression_of_word(word));
  } else {
    number(word);
  }
}

template <class T>
void DraftBuilder::take(T& out, const std::optional<T>& value) {
  if (value) {
    out = *value;
  } else {
    skip_value();
  }
}

// Numbers.

void DraftBuilder::number(std::string_view token) {
  if (ignored_ > 0) return;
  switch (place()) {
    case Place::ranges:
      return on_range(token);
    case Place::range:
      return on_whole_number(member_ == Member::maximum ? most_ : least_, token, 1, kDraftRepsMax);
    case Place::rest:
      return on_whole_number(member_ == Member::minimum   ? rest_.minimum
                             : member_ == Member::maximum ? rest_.maximum
                                                          : rest_.after_failure,
                             token, 0, kDraftRestSecondsMax);
    case Place::exercise:
      return on_number_of_exercise(token);
    default:
      return skip_value();
  }
}

void DraftBuilder::on_number_of_exercise(std::string_view token) {
  switch (member_) {
    case Member::sets:
      return on_sets(token);
    case Member::reps:
      return on_range(token);
    case Member::rest:
      return on_rest(token);
    case Member::seconds:
      return on_whole_number(exercise_.seconds, token, 1, kDraftSecondsMax);
    case Member::increment:
      return take(exercise_.increment, decimal_of(token, kDraftIncrementMax));
    case Member::distance:
      exercise_.distance = decimal_of(token, kDraftDistanceMax);
      if (exercise_.distance == Decimal()) exercise_.distance.reset();
      if (!exercise_.distance) skip_value();
      return;
    default:
      return skip_value();
  }
}

void DraftBuilder::on_whole_number(std::optional<int>& out, std::string_view token, int least,
                                   int most) {
  const auto value = whole_number_of(token, least, most);
  if (counted_ || !value) return skip_value();
  out = value;
}

/// Sets beyond the limit are dropped, the others stay. None at all is an answer, too.
void DraftBuilder::on_sets(std::string_view token) {
  constexpr int kMost = static_cast<int>(kSetsMax);
  const auto value = number_of(token);
  if (value && *value > kMost) {
    skip_value();
    exercise_.sets = kMost;
  } else if (value && *value <= 0) {
    exercise_.sets = 0;
  } else {
    on_whole_number(exercise_.sets, token, 1, kMost);
  }
}

/// One number for all three; 0 is none.
void DraftBuilder::on_rest(std::string_view token) {
  const auto value = whole_number_of(token, 0, kDraftRestSecondsMax);
  if (!value) return skip_value();
  if (*value > 0) exercise_.rest = DraftRest{value, value, value};
}

void DraftBuilder::on_range(std::string_view token) {
  const auto range = range_of(token);
  if (!range || exercise_.reps.size() == kSetsMax) return skip_value();
  exercise_.reps.push_back(*range);
}

void DraftBuilder::boolean(bool value) {
  if (ignored_ > 0) return;
  if (place() != Place::exercise || member_ != Member::superset) return skip_value();
  exercise_.superset_with_next = value;
}

// Elements that are whole.

void DraftBuilder::show_session() {
  whole_exercises_ += unnamed_.exercises.size();
  ++revision_;
  plan_.sessions.push_back(std::move(unnamed_));
  session_shown_ = true;
}

void DraftBuilder::end_session() {
  if (!session_shown_) ++skipped_;
  session_shown_ = false;
  unnamed_ = Session();
}

void DraftBuilder::end_exercise() {
  auto exercise = exercise_of(std::move(exercise_));
  if (!exercise) {
    ++skipped_;
    return;
  }
  session().exercises.push_back(std::move(*exercise));
  if (!session_shown_) return;
  ++revision_;
  ++whole_exercises_;
}

void DraftBuilder::end_range() {
  if (!least_ && !most_) {
    ++skipped_;
    return;
  }
  const int least = least_ ? *least_ : *most_;
  const int most = most_ ? *most_ : *least_;
  exercise_.reps.push_back(Reps{std::min(least, most), std::max(least, most)});
}

void DraftBuilder::end_rest() {
  if (rest_.minimum || rest_.maximum || rest_.after_failure) {
    exercise_.rest = rest_;
  } else {
    ++skipped_;
  }
}

}  // namespace spotter::plan
