#pragma once

#include <spotter/llm/provider.hpp>
#include <spotter/plan/plan.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/knowledge.hpp>
#include <spotter/trainer/wish.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spotter::trainer {

/// What the coach says, or hands over.
struct Answer {
  std::string text;  ///< empty when there is a plan
  std::optional<plan::Plan> plan;
};

/// What the coach that works by rules answers the request. Pure: the same conversation gets the
/// same answer. Warning signs in the last message come before everything else.
Answer reply_to(const llm::Request& request, const Knowledge& knowledge,
                const prompts::Catalog& texts);

/// What the user wants, from all that they said, or from their form.
Wish wish_of(const llm::Request& request, const Knowledge& knowledge);

/// Whether somebody is too young for any plan, as far as they said.
bool is_too_young(const Wish& wish) noexcept;

/// What is said to them instead, in their language.
std::string too_young_text(const llm::Request& request, const Knowledge& knowledge,
                           const prompts::Catalog& texts);

/// What must be said before anything else, because the text (a message, a form's free text) has a
/// warning sign: chest pain, fainting, thoughts of suicide and so on. In the text's language if it
/// is clear, else the locale's. Empty: there is none.
std::string warning_for(std::string_view text, std::string_view locale, const Knowledge& knowledge,
                        const prompts::Catalog& texts);

}  // namespace spotter::trainer
