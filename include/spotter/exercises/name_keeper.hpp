#pragma once

#include <spotter/exercises/catalogue.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::exercises {

/// Keeps the names of exercises as the user spells them, so that the app's history of an exercise
/// goes on: it joins by name. Lives with one conversation or request; copies what it is given. All
/// input may be hostile: the cost is proportional to it.
class NameKeeper {
 public:
  /// The catalogue must outlive it.
  explicit NameKeeper(const Catalogue& catalogue);

  /// Names that the user's app knows for sure, as a request lists them or a shared plan spells
  /// them. At most 2,000 are kept, of 200 bytes each; the first ones win, longer ones are left out.
  void add_known(std::string_view name);
  /// Free text of the user: names of the catalogue that stand in it are kept as spelled there.
  /// What add_known() took wins over them. Reads the first 256 KiB of each text and keeps at most
  /// 500 spellings.
  void add_text(std::string_view text);

  /// A name that we have written before, so that the next plan spells it alike: the user may have
  /// it in their app by now. Known names win over it, and it wins over texts. At most 500 are kept.
  void add_written(std::string_view name);

  /// What the exercise is to be called: the user's own spelling of the same exercise, byte for
  /// byte, else what was written before, else the catalogue's name, else the name as it came,
  /// trimmed. Never changes a name that
  /// the user used; only a spelling from a text gives way to a known one that differs in case,
  /// punctuation or plural ("squats" to "Squat"). Of several spellings that fit, the nearest wins
  /// (same but for case, then for punctuation and accents, then for plural and abbreviations, then
  /// another name of the same exercise), and of equally near ones the first.
  [[nodiscard]] std::string keep(std::string_view name) const;
  /// Whether the user used exactly this name.
  [[nodiscard]] bool is_users(std::string_view name) const noexcept;
  /// Whether the user's app knows exactly this name.
  [[nodiscard]] bool is_known(std::string_view name) const noexcept { return known_.has(name); }

  /// All spellings, in the order in which they came. A value.
  struct Names {
    std::vector<std::string> known;
    std::vector<std::string> from_texts;
    std::vector<std::string> written;

    friend bool operator==(const Names&, const Names&) = default;
  };
  [[nodiscard]] Names names() const;
  /// Adds what another keeper had, within the same limits; what is there already wins.
  void add(const Names& names);

 private:
  struct Query;
  /// From what a name is recognised by to the place of the user's spelling in a list.
  using ByText = std::map<std::string, std::size_t, std::less<>>;

  /// The user's spellings from one source.
  class Spellings {
   public:
    void add(std::string_view name, const Exercise* exercise);
    [[nodiscard]] bool has(std::string_view name) const noexcept;
    [[nodiscard]] bool has_folded_words(std::string_view key) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
    [[nodiscard]] const std::vector<std::string>& all() const noexcept { return names_; }
    /// Null when none of them means the same.
    [[nodiscard]] const std::string* nearest(const Query& query) const;

   private:
    std::vector<std::string> names_;
    std::set<std::string, std::less<>> exact_;
    ByText by_case_;
    ByText by_words_;
    ByText by_folded_words_;
    std::map<const Exercise*, std::size_t> by_exercise_;
  };

  const Catalogue& catalogue_;
  Spellings known_;
  Spellings from_texts_;
  Spellings written_;
};

}  // namespace spotter::exercises
