#include "app/provider_kinds.hpp"

#include <spotter/llm/anthropic/provider.hpp>
#include <spotter/llm/gemini/provider.hpp>
#include <spotter/llm/offline/provider.hpp>
#include <spotter/llm/openai/provider.hpp>

#include <algorithm>
#include <array>

namespace spotter::app {
namespace {

/// OpenAI's own service wants a key, the many servers that speak its dialects often none.
bool openai_usable(const Settings& s) {
  return !s.openai.api_key.empty() || s.openai.base_url != llm::openai::Settings{}.base_url;
}

const std::array<ProviderKind, 4> kKinds = {
    ProviderKind{
        "openai", "openai.api_key (OPENAI_API_KEY) or openai.base_url (OPENAI_BASE_URL)",
        openai_usable, [](const Settings& s) -> std::string_view { return s.openai.model; },
        [](const Settings& s) -> std::string_view { return s.openai.base_url; },
        [](const Settings& s) { return llm::openai::pace_of(s.openai); },
        [](const ProviderPlace& at) {
          return llm::openai::make_provider(at.client, at.executor, at.clock, at.settings.openai);
        }},
    ProviderKind{"gemini", "gemini.api_key (GEMINI_API_KEY)",
                 [](const Settings& s) { return !s.gemini.api_key.empty(); },
                 [](const Settings& s) -> std::string_view { return s.gemini.model; },
                 [](const Settings& s) -> std::string_view { return s.gemini.base_url; },
                 [](const Settings& s) { return llm::gemini::pace_of(s.gemini); },
                 [](const ProviderPlace& at) {
                   return llm::gemini::make_provider(at.client, at.executor, at.clock,
                                                     at.settings.gemini);
                 }},
    ProviderKind{"anthropic", "anthropic.api_key (ANTHROPIC_API_KEY)",
                 [](const Settings& s) { return !s.anthropic.api_key.empty(); },
                 [](const Settings& s) -> std::string_view { return s.anthropic.model; },
                 [](const Settings& s) -> std::string_view { return s.anthropic.base_url; },
                 [](const Settings& s) { return llm::anthropic::pace_of(s.anthropic); },
                 [](const ProviderPlace& at) {
                   return llm::anthropic::make_provider(at.client, at.executor, at.clock,
                                                        at.settings.anthropic);
                 }},
    ProviderKind{kOffline, "", [](const Settings&) { return true; },
                 [](const Settings&) { return std::string_view(); },
                 [](const Settings&) { return std::string_view(); },
                 [](const Settings&) { return llm::Pace{}; },
                 [](const ProviderPlace& at) {
                   return llm::offline::make_provider(at.executor, at.clock, at.catalog,
                                                      at.knowledge);
                 }},
};

}  // namespace

std::span<const ProviderKind> provider_kinds() noexcept {
  return kKinds;
}

const ProviderKind* find_provider_kind(std::string_view name) noexcept {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [name](const ProviderKind& kind) { return kind.name == name; });
  return found == kKinds.end() ? nullptr : &*found;
}

}  // namespace spotter::app
