#include "exercises/table_catalogue.hpp"

#include "exercises/built_in.hpp"
#include "exercises/folding.hpp"
#include "exercises/mention_finder.hpp"
#include "exercises/table.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace spotter::exercises {
namespace {

using Index = std::unordered_map<std::string, const Exercise*>;

bool can_use(const Exercise& exercise, Equipment equipment) noexcept {
  return std::any_of(exercise.equipment.begin(), exercise.equipment.end(),
                     [equipment](const auto& group) {
                       return std::find(group.begin(), group.end(), equipment) != group.end();
                     });
}

/// A name without the words that say what it is done with.
struct Bare {
  std::vector<std::string> words;
  std::set<Equipment> equipment;
  bool bodyweight = false;

  [[nodiscard]] bool fits(const Exercise& exercise) const {
    if (bodyweight && !exercise.equipment.empty() && exercise.kind != Kind::bodyweight)
      return false;
    return std::all_of(equipment.begin(), equipment.end(),
                       [&exercise](Equipment e) { return can_use(exercise, e); });
  }
};

Bare bare_of(const std::vector<std::string>& words) {
  static constexpr std::pair<std::string_view, Equipment> kEquipment[] = {
      {"barbell", Equipment::barbell},       {"dumbbell", Equipment::dumbbell},
      {"kettlebell", Equipment::kettlebell}, {"cable", Equipment::cable},
      {"machine", Equipment::machine},       {"band", Equipment::band},
      {"smith", Equipment::smith_machine},   {"ezbar", Equipment::ez_bar}};
  Bare bare;
  for (const std::string& word : words) {
    const auto* const known = std::find_if(std::begin(kEquipment), std::end(kEquipment),
                                           [&word](const auto& row) { return row.first == word; });
    if (known != std::end(kEquipment))
      bare.equipment.insert(known->second);
    else if (word == "bodyweight")
      bare.bodyweight = true;
    else
      bare.words.push_back(word);
  }
  if (bare.equipment.count(Equipment::smith_machine) > 0) bare.equipment.erase(Equipment::machine);
  return bare;
}

class TableCatalogue final : public Catalogue {
 public:
  explicit TableCatalogue(std::string text) : text_(std::move(text)), table_(parse_table(text_)) {
    for (std::size_t i = 0; i < table_.exercises.size(); ++i) {
      const Exercise& exercise = table_.exercises[i];
      add(exercise.name, exercise, table_.lines[i]);
      for (const auto alias : exercise.aliases)
        add(alias, exercise, table_.lines[i]);
    }
  }
  TableCatalogue(const TableCatalogue&) = delete;
  TableCatalogue& operator=(const TableCatalogue&) = delete;

  [[nodiscard]] std::span<const Exercise> all() const noexcept override { return table_.exercises; }

  [[nodiscard]] const Exercise* find(std::string_view name) const noexcept override {
    if (name.size() > kNameBytesMax) return nullptr;
    const auto words = name_words(name);
    if (const Exercise* exercise = find_words(words); exercise != nullptr) return exercise;
    const Bare bare = bare_of(words);
    if (bare.words.size() == words.size()) return nullptr;
    const Exercise* exercise = find_words(bare.words);
    return exercise != nullptr && bare.fits(*exercise) ? exercise : nullptr;
  }

  [[nodiscard]] std::vector<Mention> mentions(std::string_view text) const override {
    std::vector<Mention> mentions;
    for (const auto& [mention, with_tool] : finder_.find(text).hits) {
      if (!with_tool || find(mention.text) == mention.exercise) mentions.push_back(mention);
    }
    return mentions;
  }

 private:
  void add(std::string_view name, const Exercise& exercise, std::size_t line) {
    auto keys = keys_of(name_words(name));
    if (keys.in_order.empty())
      throw table_error(line, "nothing to read in \"" + std::string(name) + "\"");
    const auto [twin, is_new] = in_order_.try_emplace(std::move(keys.in_order), &exercise);
    if (!is_new) {
      throw table_error(line, "\"" + std::string(name) + "\" reads like a name of \"" +
                                  std::string(twin->second->name) + "\"");
    }
    const auto [at, is_first] = any_order_.try_emplace(std::move(keys.any_order), &exercise);
    // The same words in another order mean another exercise: only the order tells.
    if (!is_first && at->second != &exercise) at->second = nullptr;
    finder_.add(name, exercise);
  }

  [[nodiscard]] const Exercise* find_words(const std::vector<std::string>& words) const {
    if (words.empty()) return nullptr;
    const auto keys = keys_of(words);
    if (const auto at = in_order_.find(keys.in_order); at != in_order_.end()) return at->second;
    if (keys.any_order.empty()) return nullptr;
    const auto at = any_order_.find(keys.any_order);
    return at == any_order_.end() ? nullptr : at->second;
  }

  std::string text_;
  Table table_;
  Index in_order_;
  Index any_order_;
  MentionFinder finder_;
};

}  // namespace

std::shared_ptr<const Catalogue> make_catalogue(std::string table) {
  return std::make_shared<const TableCatalogue>(std::move(table));
}

std::shared_ptr<const Catalogue> make_built_in_catalogue() {
  return make_catalogue(std::string(built_in_table()));
}

}  // namespace spotter::exercises
