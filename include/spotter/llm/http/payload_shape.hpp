#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::http {

/// The members of a dialect's payloads that may differ while all else says the same.
struct PayloadMembers {
  std::string_view words;                         ///< a string: the next words. Empty: none known
  std::span<const std::string_view> meaningless;  ///< strings or numbers that nobody reads
};

/// What a payload of words looked like. Most payloads of an answer differ from the one before in
/// their words alone: those need no parsing, their other bytes are compared. A machine; matches
/// nothing before it learnt.
class PayloadShape {
 public:
  /// Remembers a payload, valid JSON, that said these words and nothing else. One that cannot be
  /// taken apart for sure is forgotten.
  void learn(std::string_view payload, std::string_view words, const PayloadMembers& members);
  void forget() noexcept;
  /// The words of a payload that says the same as the one learnt, in other words. Nothing: it has
  /// another form, or is not certain to have the same, or says no words. Good until the next call.
  [[nodiscard]] std::optional<std::string_view> match(std::string_view payload);

 private:
  struct Hole {
    enum class Kind { words, string, number };
    Kind kind;
    std::size_t at;    ///< in bytes_, where it was cut out
    std::size_t size;  ///< while learning
  };

  bool find_words(std::string_view payload, std::string_view words, std::string_view member);
  void find_meaningless(std::string_view payload, std::string_view member);
  std::optional<std::string_view> take_string(std::string_view& json, bool unescape);

  std::string bytes_;        ///< of the payload, without its holes; empty: nothing is known
  std::vector<Hole> holes_;  ///< in their order
  std::string unescaped_;    ///< the words, where they are not in the payload as they are
};

}  // namespace spotter::llm::http
