#pragma once

#include "trainer/lexicon.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::trainer {

/// What the tokens of one message mean: hits, language, denials. A value over one message.
class Reading {
 public:
  /// `fallback`: the language when the text does not tell.
  Reading(std::string_view text, const Lexicon& lexicon, Language fallback);

  [[nodiscard]] Language language() const noexcept { return language_; }
  /// Another language when the text does not tell. True: that changes how it is read.
  bool fall_back_on(Language fallback);
  [[nodiscard]] const std::vector<Token>& tokens() const noexcept { return tokens_.list; }

  /// The hits that count in this language, in order: its own, shared ones, and English names of
  /// things.
  [[nodiscard]] const std::vector<Hit>& hits() const noexcept { return hits_; }
  /// The hits of all languages.
  [[nodiscard]] const std::vector<Hit>& all_hits() const noexcept { return all_hits_; }

  /// The tokens that stand at bytes [begin, end) of the text.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> tokens_at(std::size_t begin,
                                                                  std::size_t end) const;

  /// Where in the text, in bytes, a token begins.
  [[nodiscard]] std::size_t offset_of(std::uint32_t token) const { return tokens_.offsets[token]; }

  [[nodiscard]] const Scripts& scripts() const noexcept { return tokens_.scripts; }

  [[nodiscard]] bool has(Term term) const;
  /// Like has, but denied ones do not count.
  [[nodiscard]] bool affirms(Term term) const;
  /// Whether a hit is denied: "no bench", "ohne Bank", "ベンチなし". A denial that comes before
  /// reaches over `reach` tokens.
  [[nodiscard]] bool denied(const Hit& hit, std::uint32_t reach = kWishReach) const;
  /// Whether something else stands in for it: the five of "4 days instead of 5".
  [[nodiscard]] bool is_replaced(const Hit& hit) const;
  [[nodiscard]] bool asks() const noexcept { return asks_; }

  /// The first hit of the term that begins after `at`, at most `reach` tokens on, in the same
  /// clause. Null: there is none.
  [[nodiscard]] const Hit* after(const Hit& at, Term term, std::uint32_t reach) const;
  /// The same of one that ends before `at`.
  [[nodiscard]] const Hit* before(const Hit& at, Term term, std::uint32_t reach) const;

  /// The strongest gap between the tokens at [first, last].
  [[nodiscard]] Gap gap_between(std::uint32_t first, std::uint32_t last) const;

  /// The part of hits sorted by their beginning that begin at tokens [begin, end). Long messages
  /// are read through such windows only.
  static std::span<const Hit> window(std::span<const Hit> hits, std::uint32_t begin,
                                     std::uint32_t end);
  /// A window that has all hits within `reach` tokens of `hit`.
  static std::span<const Hit> around(std::span<const Hit> hits, const Hit& hit,
                                     std::uint32_t reach);

  /// Tokens between two hits; 0 when they touch or overlap.
  static std::uint32_t distance(const Hit& a, const Hit& b);

  static constexpr std::uint32_t kWishReach = 3;
  /// Warning signs count unless the denial is plain.
  static constexpr std::uint32_t kFlagReach = 2;

 private:
  [[nodiscard]] Language detect(Language fallback) const;
  void select_hits();
  [[nodiscard]] bool denied_before(const Hit& hit, const Hit& negation, std::uint32_t reach) const;

  Tokens tokens_;
  std::vector<Hit> all_hits_;
  std::vector<Hit> hits_;
  std::vector<Hit> negations_;  ///< of all languages
  Language language_ = Language::en;
  bool asks_ = false;
};

/// The most urgent warning sign in a message, in whatever language.
RedFlag find_red_flag(const Reading& reading, const Lexicon& lexicon);

}  // namespace spotter::trainer
