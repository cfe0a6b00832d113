#include "trainer/reading.hpp"

#include <algorithm>
#include <array>

namespace spotter::trainer {
namespace {

/// Names of things that people say in English whatever they speak.
bool is_loan_word(Term term) {
  return term == Term::gear || term == Term::item || term == Term::level || term == Term::goal;
}

bool overlaps(const Hit& a, const Hit& b) {
  return a.begin < b.end && b.begin < a.end;
}

bool contains_question_mark(std::string_view text) {
  return text.find('?') != std::string_view::npos || text.find("？") != std::string_view::npos;
}

}  // namespace

Reading::Reading(std::string_view text, const Lexicon& lexicon, Language fallback)
    : tokens_(tokenize(text)),
      all_hits_(lexicon.find(tokens_)),
      language_(detect(fallback)),
      asks_(contains_question_mark(text)) {
  select_hits();
}

bool Reading::fall_back_on(Language fallback) {
  const Language language = detect(fallback);
  if (language == language_) return false;
  language_ = language;
  hits_.clear();
  negations_.clear();
  select_hits();
  return true;
}

Language Reading::detect(Language fallback) const {
  // Each token counts once a language, with its length: long words tell more than short ones, and
  // words of a letter or two next to nothing ("so", "do", "a" are words of many languages).
  constexpr std::uint32_t kScript = 12;
  std::array<std::uint32_t, kLanguageCount> scores{};
  std::array<std::uint32_t, kLanguageCount> counted_to{};
  for (const Hit& hit : all_hits_) {
    // Names of exercises ("dips") travel.
    if (hit.language == Language::any || hit.term == Term::exercise) continue;
    const auto language = static_cast<std::size_t>(hit.language);
    for (auto i = std::max(hit.begin, counted_to[language]); i < hit.end; ++i) {
      const auto bytes = static_cast<std::uint32_t>(tokens_.list[i].text.size());
      scores[language] += bytes <= 2 ? 1 : bytes;
    }
    counted_to[language] = std::max(counted_to[language], hit.end);
  }
  const auto score = [&](Language language) -> std::uint32_t& {
    return scores[static_cast<std::size_t>(language)];
  };
  if (tokens_.scripts.kana) score(Language::ja) += 3 * kScript;
  if (tokens_.scripts.han && !tokens_.scripts.kana) score(Language::zh) += 1;
  if (tokens_.scripts.cyrillic) score(Language::ru) += kScript;
  if (tokens_.scripts.serbian_cyrillic) score(Language::sr) += 2 * kScript;
  const auto best = std::max_element(scores.begin(), scores.end());
  // Another language than that of the locale needs more than a word that both could have.
  constexpr std::uint32_t kMargin = 3;
  if (*best < kMargin || *best < score(fallback) + kMargin || *best * 4 < score(fallback) * 5) {
    return fallback;
  }
  return static_cast<Language>(best - scores.begin());
}

void Reading::select_hits() {
  for (const Hit& hit : all_hits_) {
    const bool negation = hit.term == Term::negation || hit.term == Term::negation_after;
    if (negation) negations_.push_back(hit);
    if (hit.term == Term::flag_part) continue;
    if (hit.language == language_ || hit.language == Language::any) hits_.push_back(hit);
  }
  if (language_ == Language::en) return;
  const auto own = hits_;
  for (const Hit& hit : all_hits_) {
    if (hit.language != Language::en || !is_loan_word(hit.term)) continue;
    const auto near = around(own, hit, 0);
    const bool taken = std::any_of(near.begin(), near.end(), [&](const Hit& other) {
      return other.term != Term::marker && overlaps(other, hit);
    });
    if (!taken) hits_.push_back(hit);
  }
  std::stable_sort(hits_.begin(), hits_.end(),
                   [](const Hit& a, const Hit& b) { return a.begin < b.begin; });
}

std::pair<std::uint32_t, std::uint32_t> Reading::tokens_at(std::size_t begin,
                                                           std::size_t end) const {
  const auto& offsets = tokens_.offsets;
  const auto index = [&](std::size_t byte) {
    const auto found = std::lower_bound(offsets.begin(), offsets.end(), byte);
    return static_cast<std::uint32_t>(found - offsets.begin());
  };
  return {index(begin), index(end)};
}

bool Reading::has(Term term) const {
  return std::any_of(hits_.begin(), hits_.end(), [&](const Hit& hit) { return hit.term == term; });
}

bool Reading::affirms(Term term) const {
  return std::any_of(hits_.begin(), hits_.end(),
                     [&](const Hit& hit) { return hit.term == term && !denied(hit); });
}

Gap Reading::gap_between(std::uint32_t first, std::uint32_t last) const {
  Gap gap = Gap::none;
  for (std::uint32_t i = first + 1; i <= last && i < tokens_.list.size(); ++i) {
    gap = std::max(gap, tokens_.list[i].before);
  }
  return gap;
}

const Hit* Reading::after(const Hit& at, Term term, std::uint32_t reach) const {
  for (const Hit& hit : window(hits_, at.end, at.end + reach + 1)) {
    if (hit.term != term) continue;
    if (gap_between(at.end - 1, hit.begin) == Gap::none) return &hit;
  }
  return nullptr;
}

const Hit* Reading::before(const Hit& at, Term term, std::uint32_t reach) const {
  for (const Hit& hit : around(hits_, at, reach)) {
    if (hit.term != term || hit.end > at.begin || at.begin - hit.end > reach) continue;
    if (gap_between(hit.end - 1, at.begin) == Gap::none) return &hit;
  }
  return nullptr;
}

bool Reading::is_replaced(const Hit& hit) const {
  return before(hit, Term::instead_of, 3) != nullptr ||
         after(hit, Term::instead_of_after, 2) != nullptr;
}

std::uint32_t Reading::distance(const Hit& a, const Hit& b) {
  if (a.end <= b.begin) return b.begin - a.end;
  if (b.end <= a.begin) return a.begin - b.end;
  return 0;
}

std::span<const Hit> Reading::window(std::span<const Hit> hits, std::uint32_t begin,
                                     std::uint32_t end) {
  const auto before = [](const Hit& hit, std::uint32_t at) { return hit.begin < at; };
  const auto first = std::lower_bound(hits.begin(), hits.end(), begin, before);
  return {first, std::lower_bound(first, hits.end(), end, before)};
}

std::span<const Hit> Reading::around(std::span<const Hit> hits, const Hit& hit,
                                     std::uint32_t reach) {
  const std::uint32_t back = reach + kPatternTokensMax;
  return window(hits, hit.begin > back ? hit.begin - back : 0, hit.end + reach + 1);
}

bool Reading::denied_before(const Hit& hit, const Hit& negation, std::uint32_t reach) const {
  if (negation.end > hit.begin || hit.begin - negation.end > reach) return false;
  if (gap_between(negation.end - 1, hit.begin) != Gap::none) return false;
  const auto between = window(all_hits_, negation.end, hit.begin);
  return std::none_of(between.begin(), between.end(), [&](const Hit& other) {
    const bool stops = other.term == Term::barrier || other.term == Term::only;
    return stops && other.language == negation.language && other.end <= hit.begin;
  });
}

bool Reading::denied(const Hit& hit, std::uint32_t reach) const {
  const bool borrowed =
      hit.language == Language::any || (is_loan_word(hit.term) && hit.language == Language::en);
  const Language language = borrowed ? language_ : hit.language;
  const auto near = around(negations_, hit, reach);
  return std::any_of(near.begin(), near.end(), [&](const Hit& other) {
    if (other.language != language && other.language != language_) return false;
    if (other.term == Term::negation) return denied_before(hit, other, reach);
    if (other.term != Term::negation_after || other.begin < hit.end) return false;
    const std::uint32_t reach_after = is_unspaced(other.language) ? 1 : 0;
    return other.begin - hit.end <= reach_after &&
           gap_between(hit.end - 1, other.begin) == Gap::none;
  });
}

}  // namespace spotter::trainer
