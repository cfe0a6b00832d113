#pragma once

#include <spotter/exercises/catalogue.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spotter::exercises {

/// Longer texts are read up to here.
inline constexpr std::size_t kTextBytesMax = 256UL * 1024;

/// Finds the names of a set of exercises in free text. The names are a tree of words, so a word of
/// the text costs at most as many steps as the longest name has words, whatever the number of
/// names. Immutable once made.
class MentionFinder {
 public:
  MentionFinder();

  void add(std::string_view name, const Exercise& exercise);

  struct Hit {
    Mention mention;
    /// Words before it say what it is done with ("barbell hip thrust") and are taken in: whether
    /// that is the same exercise is for the caller to find out.
    bool with_tool = false;
  };
  struct Found {
    std::vector<Hit> hits;
    std::size_t steps = 0;  ///< words read and branches of the tree tried
  };
  [[nodiscard]] Found find(std::string_view text) const;

 private:
  using WordId = std::uint32_t;
  static constexpr WordId kUnknown = 0;

  struct Word {
    WordId id = kUnknown;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  struct Node {
    const Exercise* exercise = nullptr;  ///< a name ends here
    bool has_comma = false;              ///< and there is a comma in it
    std::unordered_map<WordId, std::uint32_t> next;
  };
  struct Match {
    const Exercise* exercise = nullptr;
    std::size_t last = 0;  ///< index of its last word
  };
  class Walk;

  WordId intern(std::string_view word);
  [[nodiscard]] std::vector<Word> read(std::string_view text) const;
  [[nodiscard]] bool is_thing(std::string_view text, std::span<const Word> words,
                              std::size_t last) const;
  [[nodiscard]] std::size_t first_tool(std::string_view text, std::span<const Word> words,
                                       std::size_t first, std::size_t least) const;
  void add_words(std::span<const std::string> words, const Exercise& exercise, bool has_comma);

  std::unordered_map<std::string, WordId> ids_;
  /// Two words that may be one: (first << 32 | second) to the joined one.
  std::unordered_map<std::uint64_t, WordId> joints_;
  std::vector<WordId> things_;  ///< words that make a thing of the name before them
  std::vector<WordId> tools_;   ///< words for what an exercise is done with
  std::vector<Node> nodes_;
};

}  // namespace spotter::exercises
