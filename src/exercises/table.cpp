#include "exercises/table.hpp"

#include "exercises/table_words.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace spotter::exercises {
namespace {

constexpr std::string_view kHeader =
    "name\taliases\tpattern\tprimary\tsecondary\tequipment\tkind\tlevel\tunit\trange\teach_side\t"
    "step_kg\tstep_lb\tstrains";
constexpr std::size_t kColumns = 14;
constexpr std::string_view kNothing = "-";

// A plan cannot carry longer names.
constexpr std::size_t kNameCharactersMax = 50;
constexpr int kStepKgMax = 20'000;
constexpr int kStepLbMax = 50'000;

struct Bounds {
  int least;
  int most;
};
Bounds bounds_of(Unit unit) noexcept {
  switch (unit) {
    case Unit::reps:
      return {1, 30};
    case Unit::seconds:
      return {5, 600};
    case Unit::minutes:
      return {1, 240};
    case Unit::metres:
      return {5, 42'195};
  }
  return {0, 0};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// One row being read: knows its line, so that whoever finds a fault need not.
class RowReader {
 public:
  RowReader(std::string_view row, std::size_t line) : line_(line), columns_(split(row, '\t')) {
    if (columns_.size() != kColumns) {
      refuse("has " + std::to_string(columns_.size()) + " columns, not " +
             std::to_string(kColumns));
    }
  }

  Exercise read();

 private:
  [[noreturn]] void refuse(std::string_view why) const { throw table_error(line_, why); }
  [[noreturn]] void refuse(std::string_view what, std::string_view value) const {
    refuse(std::string(what) + " \"" + std::string(value) + "\"");
  }

  std::string_view next() noexcept { return columns_[column_++]; }

  std::string_view text(std::string_view what) {
    const auto value = next();
    check_name(what, value);
    return value;
  }

  void check_name(std::string_view what, std::string_view value) const {
    const bool plain =
        std::none_of(value.begin(), value.end(), [](unsigned char c) { return c < ' '; });
    if (value.empty() || value == kNothing || trimmed(value) != value || !plain ||
        value.find("  ") != std::string_view::npos)
      refuse(std::string("no ") + std::string(what) + ":", value);
    if (count_code_points(value) > kNameCharactersMax) refuse("too long:", value);
  }

  template <class Parse>
  auto value(std::string_view what, Parse parse) {
    const auto word = next();
    const auto parsed = parse(word);
    if (!parsed) refuse("unknown " + std::string(what), word);
    return *parsed;
  }

  template <class Parse>
  auto list(std::string_view what, std::string_view words, char separator, Parse parse) const {
    std::vector<typename decltype(parse(words))::value_type> values;
    if (words == kNothing) return values;
    for (const auto word : split(words, separator)) {
      const auto parsed = parse(word);
      if (word.empty() || !parsed) refuse("unknown " + std::string(what), word);
      if (std::find(values.begin(), values.end(), *parsed) != values.end())
        refuse(std::string(what).append(" twice:"), word);
      values.push_back(*parsed);
    }
    return values;
  }

  std::vector<std::vector<Equipment>> equipment() {
    std::vector<std::vector<Equipment>> groups;
    const auto words = next();
    if (words == "none") return groups;
    for (const auto group : split(words, '+'))
      groups.push_back(list("equipment", group, '|', parse_equipment));
    const auto empty = [](const auto& group) { return group.empty(); };
    if (std::any_of(groups.begin(), groups.end(), empty)) refuse("unknown equipment", words);
    return groups;
  }

  int number(std::string_view what, std::string_view digits) const {
    int value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (digits.empty() || error != std::errc() || stop != end || value < 0) refuse(what, digits);
    return value;
  }

  void read_range(Exercise& exercise) {
    const auto words = next();
    const auto dash = words.find('-');
    if (dash == std::string_view::npos) refuse("no range:", words);
    exercise.least = number("no range:", words.substr(0, dash));
    exercise.most = number("no range:", words.substr(dash + 1));
    const auto bounds = bounds_of(exercise.unit);
    if (exercise.least < bounds.least || exercise.most > bounds.most ||
        exercise.least > exercise.most)
      refuse("a range that nobody trains in:", words);
  }

  /// In thousandths: "2.5" is 2500.
  int step(std::string_view what, int most) {
    const auto words = next();
    const auto point = std::min(words.find('.'), words.size());
    const auto wrong = "no " + std::string(what) + ":";
    // Cut before it is read: no number of the table has more digits.
    if (words.size() > 6) refuse(wrong, words);
    int value = number(wrong, words.substr(0, point)) * 1000;
    if (point < words.size()) {
      auto fraction = std::string(words.substr(point + 1));
      if (fraction.empty() || fraction.size() > 3) refuse(wrong, words);
      fraction.resize(3, '0');
      value += number(wrong, fraction);
    }
    if (value > most) refuse("too large a " + std::string(what) + ":", words);
    return value;
  }

  void check(const Exercise& exercise) const {
    for (const auto alias : exercise.aliases)
      check_name("alias", alias);
    const auto& secondary = exercise.secondary;
    if (std::find(secondary.begin(), secondary.end(), exercise.primary) != secondary.end())
      refuse("the primary muscle is a secondary one too");
    if (exercise.kind == Kind::compound && secondary.empty())
      refuse("a compound exercise works more than one muscle");
    if (exercise.kind == Kind::cardio && exercise.pattern != Pattern::cardio)
      refuse("cardio has the pattern cardio");
    if (exercise.kind == Kind::cardio && exercise.unit == Unit::reps)
      refuse("cardio is not counted in repetitions");
    check_steps(exercise);
  }

  void check_steps(const Exercise& exercise) const {
    if ((exercise.step_kg > 0) != (exercise.step_lb > 0))
      refuse("a step in one unit and none in the other");
    const bool loaded = exercise.kind == Kind::compound || exercise.kind == Kind::isolation;
    // A band is changed, not loaded.
    const auto has_band = [](const std::vector<Equipment>& group) {
      return std::find(group.begin(), group.end(), Equipment::band) != group.end();
    };
    if (loaded && exercise.step_kg == 0 &&
        std::none_of(exercise.equipment.begin(), exercise.equipment.end(), has_band))
      refuse("a loaded exercise without a step");
    if (exercise.kind == Kind::cardio && exercise.step_kg > 0) refuse("cardio with a step");
  }

  std::size_t line_;
  std::vector<std::string_view> columns_;
  std::size_t column_ = 0;
};

Exercise RowReader::read() {
  Exercise exercise;
  exercise.name = text("name");
  exercise.aliases = list("alias", next(), '|', [](auto word) { return std::optional(word); });
  exercise.pattern = value("pattern", parse_pattern);
  exercise.primary = value("primary muscle", parse_muscle);
  exercise.secondary = list("secondary muscle", next(), ',', parse_muscle);
  exercise.equipment = equipment();
  exercise.kind = value("kind", parse_kind);
  exercise.level = value("level", parse_level);
  exercise.unit = value("unit", parse_unit);
  read_range(exercise);
  exercise.each_side = value("each_side", [](std::string_view word) {
    return word == "yes" || word == "no" ? std::optional(word == "yes") : std::nullopt;
  });
  exercise.step_kg = step("step_kg", kStepKgMax);
  exercise.step_lb = step("step_lb", kStepLbMax);
  exercise.strains = list("strain", next(), ',', parse_strain);
  check(exercise);
  return exercise;
}

}  // namespace

std::runtime_error table_error(std::size_t line, std::string_view why) {
  return std::runtime_error("exercises.tsv:" + std::to_string(line) + ": " + std::string(why));
}

Table parse_table(std::string_view text) {
  Table table;
  bool has_header = false;
  std::size_t line = 0;
  for (auto row : split(text, '\n')) {
    ++line;
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty() || row.starts_with('#')) continue;
    if (!has_header) {
      if (row != kHeader) throw table_error(line, "not the header that is known");
      has_header = true;
      continue;
    }
    table.exercises.push_back(RowReader(row, line).read());
    table.lines.push_back(line);
  }
  if (table.exercises.empty()) throw table_error(line, "no exercises");
  return table;
}

}  // namespace spotter::exercises
