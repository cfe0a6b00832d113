#pragma once

#include "trainer/conversation.hpp"

#include <spotter/plan/brief.hpp>

namespace spotter::trainer {

/// What a form says.
struct BriefReading {
  Wish wish;
  Language language = Language::en;  ///< of its words: the free text's, else the labels'
  RedFlag flag = RedFlag::none;      ///< in the free text
  EnumSet<Topic> topics;             ///< of the free text
};

/// `locale`: the language when the words do not tell.
BriefReading read_brief(const plan::Brief& brief, const Knowledge& knowledge, Language locale);

}  // namespace spotter::trainer
