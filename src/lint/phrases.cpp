#include "lint/rules.hpp"
#include "lint/text_tools.hpp"
#include "lint/words.hpp"

#include <spotter/base/text.hpp>

#include <array>

// What must not stand in a plan's texts. Sentences that say not to do it are left alone: "stop
// before failure" is good advice. Words of the nine languages that apps ever sent, lower-case.
namespace spotter::lint::rules {
namespace {

using Phrases = std::span<const std::string_view>;

constexpr std::array<std::string_view, 62> kNegations{
    "no",      "not",    "never",       "don't",  "don’t", "do not",  "avoid", "without", "isn't",
    "won't",   "cannot", "can't",       "nicht",  "kein*", "nie",     "ohne",  "sin",     "nunca",
    "evita*",  "sans",   "pas",         "jamais", "non",   "senza",   "mai",   "niet",    "geen",
    "nooit",   "zonder", "não",         "sem",    "не",    "без",     "ei",    "älä",     "ne",
    "nemoj*",  "bez",    "rather than", "evite*", "nigdy", "unikaj*", "nikdy", "nechoď*", "vyhni",
    "vyhýbej", "inte",   "aldrig",      "utan",   "ej",    "undvik*", "vältä", "никогда", "nikada",
    "ない",    "ません", "避け",        "不",     "别",    "避免",    "勿",    "没有"};
/// "Two repetitions short of failure" keeps away from it too.
constexpr std::array<std::string_view, 17> kShortOf{
    "before", "short of", "vor dem", "antes", "avant",      "prima", "до того", "antes da", "przed",
    "před",   "före",     "innan",   "ennen", "pre otkaza", "手前",  "前に",    "之前"};

constexpr std::array<std::string_view, 56> kIntensity{"to failure",
                                                      "until failure",
                                                      "till failure",
                                                      "reach failure",
                                                      "muscular failure",
                                                      "drop set",
                                                      "drop sets",
                                                      "dropset*",
                                                      "drop-set*",
                                                      "forced rep*",
                                                      "max out",
                                                      "maxing out",
                                                      "muskelversagen",
                                                      "bis zum versagen",
                                                      "reduktionssatz*",
                                                      "al fallo",
                                                      "hasta el fallo",
                                                      "fallo muscular",
                                                      "jusqu'à l'échec",
                                                      "à l'échec",
                                                      "échec musculaire",
                                                      "a cedimento",
                                                      "al cedimento",
                                                      "cedimento muscolare",
                                                      "spierfalen",
                                                      "tot falen",
                                                      "до отказа",
                                                      "uupumukseen",
                                                      "do otkaza",
                                                      "repeticiones forzadas",
                                                      "até a falha",
                                                      "até à falha",
                                                      "à falha",
                                                      "falha muscular",
                                                      "repetições forçadas",
                                                      "do upadku",
                                                      "upadku mięśniowego",
                                                      "do załamania",
                                                      "wymuszone powtórzenia",
                                                      "powtórzenia wymuszone",
                                                      "do selhání",
                                                      "svalové selhání",
                                                      "svalového selhání",
                                                      "vynucená opakování",
                                                      "till utmattning",
                                                      "muskulär utmattning",
                                                      "forcerade reps",
                                                      "forcerade repetitioner",
                                                      "мышечного отказа",
                                                      "限界まで",
                                                      "オールアウト",
                                                      "ドロップセット",
                                                      "追い込む",
                                                      "力竭",
                                                      "递减组",
                                                      "强迫次数"};

constexpr std::array<std::string_view, 16> kOneRepMax{"1rm",
                                                      "1-rm",
                                                      "1 rm",
                                                      "one-rep max*",
                                                      "one rep max*",
                                                      "1-rep max*",
                                                      "1 rep max*",
                                                      "1 повторн*",
                                                      "maximalversuch*",
                                                      "one-repetition max*",
                                                      "maximálk*",
                                                      "ciężar maksymalny",
                                                      "maxvikt*",
                                                      "最大挙上重量",
                                                      "最大重量",
                                                      "极限重量"};
constexpr std::array<std::string_view, 32> kTesting{
    "test*",   "find",   "attempt*",  "work up",  "determine", "establish", "versuch*",   "teste*",
    "prueba*", "probar", "encuentra", "cherche*", "essai*",    "prova*",    "trova",      "bepaal",
    "zoek",    "тест*",  "проверь*",  "kokeile",  "descubra",  "sprawdź",   "przetestuj", "testuj",
    "otestuj", "zjisti", "testa",     "hitta",    "テスト",    "試",        "測",         "测"};

constexpr std::array<std::string_view, 49> kSubstances{"creatine",
                                                       "kreatin*",
                                                       "creatina",
                                                       "créatine",
                                                       "креатин*",
                                                       "supplements",
                                                       "a supplement",
                                                       "suplementos",
                                                       "nahrungsergänzung*",
                                                       "compléments alimentaires",
                                                       "integratori",
                                                       "supplementen",
                                                       "whey",
                                                       "bcaa",
                                                       "bcaas",
                                                       "pre-workout",
                                                       "preworkout",
                                                       "fat burner*",
                                                       "steroid*",
                                                       "esteroide*",
                                                       "stéroïde*",
                                                       "steroïde*",
                                                       "стероид*",
                                                       "sarms",
                                                       "clenbuterol",
                                                       "dnp",
                                                       "testosterone",
                                                       "diuretic*",
                                                       "ibuprofen",
                                                       "painkiller*",
                                                       "ephedrine",
                                                       "caffeine pill*",
                                                       "anabolic*",
                                                       "growth hormone",
                                                       "suplemento*",
                                                       "suplement*",
                                                       "kreatyn*",
                                                       "odżywk*",
                                                       "steryd*",
                                                       "doplňky stravy",
                                                       "kosttillskott*",
                                                       "クレアチン",
                                                       "サプリ",
                                                       "プロテインを飲",
                                                       "ステロイド",
                                                       "肌酸",
                                                       "补剂",
                                                       "蛋白粉",
                                                       "类固醇"};

constexpr std::array<std::string_view, 24> kPromises{
    "guarantee*",   "garantiert*", "garantiza*", "garanti",    "garantito",   "gegarandeerd",
    "гарантир*",    "cure",        "cures",      "beach body", "bikini body", "summer body",
    "love handles", "belly fat",   "bauchfett",  "flabby",     "garantido*",  "garantimos",
    "gwarant*",     "zaručen*",    "garanter*",  "必ず痩せ",   "保证瘦",      "保证减"};

constexpr std::array<std::string_view, 27> kLosing{
    "lose",     "losing",     "verlieren", "abnehmen", "perder",   "perderás", "perdre",
    "perdrez",  "perdere",    "perderai",  "afvallen", "сбросить", "похудеть", "perca",
    "schudnij", "schudniesz", "schudnąć",  "zrzucisz", "zhubni",   "zhubneš",  "zhubnout",
    "gå ner",   "tappa",      "痩せ",      "減ら",     "瘦",       "减掉"};
constexpr std::array<std::string_view, 10> kWeights{"kg",    "lb",    "lbs", "pounds", "kilos",
                                                    "kilo*", "фунт*", "кг",  "キロ",   "公斤"};

constexpr std::array<std::string_view, 12> kEnergy{"kcal",      "calorie*", "kalori*", "caloría*",
                                                   "calorieën", "калори*",  "ккал",    "caloria*",
                                                   "カロリー",  "大卡",     "千卡",    "卡路里"};
constexpr std::array<std::string_view, 12> kProtein{
    "protein*", "eiweiß", "proteína*", "protéine*", "eiwit*",     "белка",
    "белок",    "białka", "białko",    "bílkovin*", "タンパク質", "蛋白质"};
constexpr std::array<std::string_view, 6> kGrams{"g", "gram", "grams", "г", "グラム", "克"};

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Whether a number stands right before one of the words: "2,000 kcal", "150g".
bool has_amount_of(std::string_view lower, Phrases words) {
  for (std::size_t i = 0; i + 1 < lower.size(); ++i) {
    if (!is_digit(lower[i]) || is_digit(lower[i + 1])) continue;
    std::string_view rest = lower.substr(i + 1);
    while (rest.starts_with(" "))
      rest.remove_prefix(1);
    for (std::string_view word : words) {
      const bool may_go_on = word.ends_with('*');
      const std::string_view stem = may_go_on ? word.substr(0, word.size() - 1) : word;
      if (!rest.starts_with(stem)) continue;
      // Of the word itself, so that no letter stands before it.
      if (has_phrase(rest.substr(0, stem.size() + 4), word)) return true;
    }
  }
  return false;
}

/// "lose 5 kg", "5 kg abnehmen"; but not "if you lose form, take off 5 kg".
bool promises_weight(std::string_view lower) {
  constexpr std::size_t kBefore = 8;
  constexpr std::size_t kAfter = 13;
  for (const std::string_view verb : kLosing) {
    for (auto found = lower.find(verb); found != std::string_view::npos;
         found = lower.find(verb, found + 1)) {
      const std::size_t start = found < kBefore ? 0 : found - kBefore;
      const std::string_view near = lower.substr(start, found - start + verb.size() + kAfter);
      if (has_phrase(near, verb) && has_amount_of(near, kWeights)) return true;
    }
  }
  return false;
}

// Negations are looked for last: most sentences have nothing to negate.

bool asks_for_intensity(std::string_view lower) {
  const bool asks =
      has_any(lower, kIntensity) || (has_any(lower, kOneRepMax) && has_any(lower, kTesting));
  return asks && !has_any(lower, kNegations) && !has_any(lower, kShortOf);
}

bool names_foreign_advice(std::string_view lower) {
  return has_any(lower, kSubstances) || has_any(lower, kPromises) || promises_weight(lower) ||
         has_amount_of(lower, kEnergy) ||
         (has_any(lower, kProtein) && has_amount_of(lower, kGrams));
}

bool is_foreign_advice(std::string_view lower) {
  return names_foreign_advice(lower) && !has_any(lower, kNegations);
}

using Refuses = bool (*)(std::string_view lower);

bool remove_sentences(std::string& text, Refuses refuses) {
  std::string kept;
  bool removed = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view sentence = first_sentence(rest);
    rest.remove_prefix(sentence.size());
    if (refuses(lower_case(sentence))) {
      removed = true;
    } else {
      kept += sentence;
    }
  }
  if (removed) text = std::string(trimmed(kept));
  return removed;
}

void remove_from_texts(Work& work, Refuses refuses, const Kind& kind, std::string_view what) {
  const auto clean = [&](std::string& text, At where) {
    if (!remove_sentences(text, refuses)) return;
    work.repaired(kind, where, joined({"A sentence about ", what, " was taken out."}));
  };
  clean(work.plan.description, {});
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s)
    clean(work.plan.sessions[s].notes, at(s));
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    clean(exercise.notes, at(s, e));
  });
}

void judge_names_by(const Work& work, Verdict& verdict, Refuses refuses, const Kind& kind,
                    std::string_view what) {
  const auto judge = [&](std::string_view name, At where) {
    if (!refuses(lower_case(name))) return;
    verdict.add(kind, where,
                joined({"The name ", quoted(name), " is about ", what, ": choose another."}));
  };
  judge(work.plan.name, {});
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s)
    judge(work.plan.sessions[s].name, at(s));
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, const plan::Exercise& exercise) {
    if (!work.is_users(exercise)) judge(exercise.name, at(s, e));
  });
}

/// Those who train below their limits: young, old, pregnant, in pain or ill, new to it.
bool must_be_careful(const Wanted& wanted) noexcept {
  return (wanted.age && (*wanted.age < 18 || *wanted.age >= 65)) || wanted.pregnant ||
         !wanted.barred.empty() || wanted.level == exercises::Level::beginner;
}

constexpr std::string_view kIntensityWords = "training to failure, drop sets or a maximal test";
constexpr std::string_view kForeignWords = "diet, substances, promises or looks";

}  // namespace

void remove_intensity(Work& work) {
  if (!must_be_careful(work.wanted)) return;
  remove_from_texts(work, asks_for_intensity, kind::kIntensityRemoved, kIntensityWords);
}

void judge_intensity(const Work& work, Verdict& verdict) {
  if (!must_be_careful(work.wanted)) return;
  judge_names_by(work, verdict, asks_for_intensity, kind::kIntensityInName, kIntensityWords);
}

void remove_foreign_advice(Work& work) {
  remove_from_texts(work, is_foreign_advice, kind::kForeignAdviceRemoved, kForeignWords);
}

void judge_foreign_advice(const Work& work, Verdict& verdict) {
  judge_names_by(work, verdict, is_foreign_advice, kind::kForeignAdviceInName, kForeignWords);
}

}  // namespace spotter::lint::rules
