#pragma once

#include <spotter/chat/coach.hpp>
#include <spotter/exercises/name_keeper.hpp>
#include <spotter/lint/linter.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::chat {

/// A plan after the rules of training have seen it.
struct Reviewed {
  plan::Plan plan;
  std::size_t repairs = 0;
  std::vector<lint::Finding> errors;
  std::vector<lint::Finding> warnings;
};

/// Holds plans against the rules of training and against what was asked for. Lives with its turn.
class Review {
 public:
  /// What it refers to outlives it. `wanted` has no names: those of `names` are left alone.
  Review(const exercises::Catalogue& catalogue, const exercises::NameKeeper& names,
         lint::Wanted wanted)
      : catalogue_(catalogue), names_(names), wanted_(std::move(wanted)) {}

  [[nodiscard]] Reviewed of(plan::Plan plan) const;
  /// Leaves out exercises that must not be in any plan: that load what hurts, or are not for this
  /// age. The user's own stay; what is said of them remains. May leave nothing.
  void make_safe(Reviewed& reviewed) const;

 private:
  const exercises::Catalogue& catalogue_;
  const exercises::NameKeeper& names_;
  lint::Wanted wanted_;
};

/// What is wrong with it, for a model that is to mend it: a line each.
std::string reasons_of(const Reviewed& reviewed);

/// What the user should know of it: a sentence each, in the language of the locale, few.
std::string notes_on(const Reviewed& reviewed, const prompts::Catalog& catalog,
                     std::string_view locale);

}  // namespace spotter::chat
