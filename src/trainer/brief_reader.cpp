#include "trainer/brief_reader.hpp"

#include "trainer/labels.hpp"

#include <algorithm>
#include <array>

namespace spotter::trainer {
namespace {

/// More labels than any form has are not read.
constexpr std::size_t kLabelsMax = 32;

std::span<const std::string> labels_of(const plan::Brief& brief) {
  const auto* week = std::get_if<plan::WeekBrief>(&brief.wanted);
  const auto& labels = week ? week->goals : std::get<plan::SessionBrief>(brief.wanted).areas;
  return std::span(labels).first(std::min(labels.size(), kLabelsMax));
}

std::string joined(std::span<const std::string> labels) {
  std::string all;
  for (const std::string& label : labels)
    all += label + "\n";
  return all;
}

/// The language that most labels are of; the locale where several fit.
Language language_of_labels(std::span<const std::string> labels, const Lexicon& lexicon,
                            Language locale) {
  std::array<int, kLanguageCount> votes{};
  for (const std::string& label : labels) {
    for (const Label* known : labels_like(label))
      ++votes[static_cast<std::size_t>(known->language)];
  }
  const auto most = std::max_element(votes.begin(), votes.end());
  if (*most == 0) return Reading(joined(labels), lexicon, locale).language();
  if (votes[static_cast<std::size_t>(locale)] == *most) return locale;
  return static_cast<Language>(most - votes.begin());
}

std::optional<Goal> goal_of(const std::string& label, const Lexicon& lexicon, Language language) {
  for (const Label* known : labels_like(label)) {
    if (known->goal) return known->goal;
  }
  const Reading reading(label, lexicon, language);
  for (const Hit& hit : reading.all_hits()) {
    if (hit.term == Term::goal) return static_cast<Goal>(hit.value);
  }
  return std::nullopt;
}

/// Several for "Chest and back".
std::vector<Area> areas_of(const std::string& label, const Lexicon& lexicon, Language language) {
  for (const Label* known : labels_like(label)) {
    if (known->area) return {*known->area};
  }
  const Reading reading(label, lexicon, language);
  std::vector<Area> areas;
  for (const Hit& hit : reading.all_hits()) {
    if (hit.term == Term::focus) areas.push_back(static_cast<Area>(hit.value));
  }
  // "Back" alone is a place that may hurt, where it is no label.
  for (const Hit& hit : reading.all_hits()) {
    const bool back = hit.term == Term::place && static_cast<Joint>(hit.value) == Joint::lower_back;
    if (areas.empty() && back) areas.push_back(Area::back);
  }
  return areas;
}

Level level_of(plan::Experience experience) {
  switch (experience) {
    case plan::Experience::beginner:
      return Level::beginner;
    case plan::Experience::intermediate:
      return Level::intermediate;
    case plan::Experience::advanced:
    case plan::Experience::professional:
      break;
  }
  return Level::advanced;
}

class FormReader {
 public:
  FormReader(const Knowledge& knowledge, Language language, Wish& wish)
      : knowledge_(knowledge), language_(language), wish_(wish) {}

  void operator()(const plan::WeekBrief& week) {
    wish_.single_session = false;
    wish_.areas.clear();
    wish_.days = std::clamp(week.days, 1, 7);
    wish_.level = level_of(week.experience);
    wish_.age = week.age;
    std::optional<Goal> first;
    bool weight = false;
    for (const std::string& label : week.goals) {
      const auto goal = goal_of(label, knowledge_.lexicon, language_);
      weight = weight || goal == Goal::weight;
      if (!first) first = goal;
    }
    if (!first) return;
    wish_.goal = first;
    wish_.weight_too = weight && *first != Goal::weight;
  }

  void operator()(const plan::SessionBrief& session) {
    wish_.single_session = true;
    wish_.days.reset();
    wish_.areas.clear();
    for (const std::string& label : session.areas) {
      for (const Area area : areas_of(label, knowledge_.lexicon, language_))
        add(area);
    }
    wish_.exercises = plan::exercises_of_volume(session.volume);
    for (const auto& [name, heaviest] : session.weights) {
      if (wish_.known.size() == kKnownMax) break;
      wish_.known.push_back({name, knowledge_.exercises.find(name), heaviest});
    }
  }

 private:
  void add(Area area) {
    const bool named = std::find(wish_.areas.begin(), wish_.areas.end(), area) != wish_.areas.end();
    if (!named) wish_.areas.push_back(area);
  }

  const Knowledge& knowledge_;
  Language language_;
  Wish& wish_;
};

}  // namespace

BriefReading read_brief(const plan::Brief& brief, const Knowledge& knowledge, Language locale) {
  BriefReading reading;
  reading.language = language_of_labels(labels_of(brief), knowledge.lexicon, locale);
  Conversation info(knowledge, reading.language);
  if (!brief.info.empty()) {
    info.feed(brief.info);
    reading.flag = info.flag();
    reading.topics = info.topics();
    reading.wish = info.wish();
  }
  std::visit(FormReader(knowledge, reading.language, reading.wish), brief.wanted);
  reading.language = info.language();
  return reading;
}

Wish read_wish(const plan::Brief& brief, const Knowledge& knowledge) {
  return read_brief(brief, knowledge, Language::en).wish;
}

}  // namespace spotter::trainer
