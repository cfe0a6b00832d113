#include "trainer/labels.hpp"

#include "trainer/tokens.hpp"

namespace spotter::trainer {
namespace {

constexpr Language kColumns[] = {Language::en, Language::de, Language::es,
                                 Language::fi, Language::fr, Language::it,
                                 Language::nl, Language::ru, Language::sr};

/// One choice in the languages of kColumns, separated by '|'.
struct Row {
  std::optional<Goal> goal;
  std::optional<Area> area;
  std::string_view names;
};

// clang-format off
constexpr Row kRows[] = {
    {Goal::strength, {}, "Strength|Stärke|Fuerza|Voima|Force|Forza|Kracht|Развитие силы|Snaga"},
    {Goal::muscle, {},
     "Gaining Muscle|Muskelmasse aufbauen|Ganar músculo|Lihasmassan kasvatus|Prise de muscle|"
     "Ipertrofia|Spiermassa Muscle|Набор мышечной массы|Dobijanje mišićne mase"},
    {Goal::weight, {},
     "Lowing Weight|Gewicht reduzieren|Pérdida de peso|Painon pudotus|Perte de poids|Dimagrire|"
     "Afvallen|Снижение веса|Gubitak težine"},
    {Goal::toning, {},
     "Toning|Definition|Tonificado|Kiinteytyminen|Tonification|Tonificazione|Meer getoned worden|"
     "Тонизирование|Toniranje"},
    {{}, Area::arms, "Arms|Arme|Brazos|Käsivarret|Bras|Braccia|Armen|Руки|Ruke"},
    {{}, Area::chest, "Chest|Brust|Pecho|Rinta|Poitrine|Petto|Borst|Грудь|Grudi"},
    {{}, Area::back, "Back|Rücken|Espalda|Selkä|Dos|Schiena|Rug|Спина|Leđa"},
    {{}, Area::legs, "Legs|Beine|Piernas|Jalat|Jambes|Gambe|Benen|Ноги|Noge"},
    {{}, Area::triceps,
     "Triceps|Trizeps|Triceps|Ojentajat|Triceps|Tricipiti|Triceps|Трицепсы|Triceps"},
    {{}, Area::biceps, "Biceps|Bizeps|Biceps|Hauikset|Biceps|Bicipiti|Biceps|Бицепсы|Biceps"},
    {{}, Area::quads,
     "Quads|Quadrizeps|Cuádriceps|Etureidet|Quadriceps|Quadricipiti|Quads|Квадрицепсы|Kvadriceps"},
    {{}, Area::hamstrings,
     "Hamstrings|rückseitige Oberschenkelmuskulatur|Isquiotibiales|Takareidet|Ischio-jambiers|"
     "Femorali|Hamstrings|Бицепсы бёдер|Zadnja loža"},
    {{}, Area::calves,
     "Calves|Waden|Pantorrillas|Pohkeet|Mollets|Polpacci|Kuiten|Икры|Listovi"},
};
// clang-format on

std::vector<Label> make_labels() {
  std::vector<Label> labels;
  for (const Row& row : kRows) {
    std::string_view rest = row.names;
    for (const Language language : kColumns) {
      const auto end = rest.find('|');
      labels.push_back({language, row.goal, row.area, fold_label(rest.substr(0, end))});
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }
  return labels;
}

}  // namespace

std::string fold_label(std::string_view text) {
  std::string folded;
  for (const Token& token : tokenize(text).list) {
    if (!folded.empty()) folded += ' ';
    folded += token.text;
  }
  return folded;
}

const std::vector<Label>& all_labels() {
  static const std::vector<Label> labels = make_labels();
  return labels;
}

std::vector<const Label*> labels_like(std::string_view text) {
  std::vector<const Label*> found;
  const std::string folded = fold_label(text);
  for (const Label& label : all_labels()) {
    if (label.folded == folded) found.push_back(&label);
  }
  return found;
}

}  // namespace spotter::trainer
