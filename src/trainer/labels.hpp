#pragma once

#include "trainer/languages.hpp"

#include <spotter/trainer/wish.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {

/// A choice of the LiftLog app's forms, as its translations spell it. Exactly one of the two.
struct Label {
  Language language;
  std::optional<Goal> goal;
  std::optional<Area> area;
  std::string folded;  ///< as fold_label() gives it
};

/// Words without case, accents and punctuation, one space between them.
std::string fold_label(std::string_view text);

/// The labels of all languages that the app is translated to. Immutable; made once a process.
const std::vector<Label>& all_labels();

/// The labels that spell it so, in whatever language.
std::vector<const Label*> labels_like(std::string_view text);

}  // namespace spotter::trainer
