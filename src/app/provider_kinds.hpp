#pragma once

#include <spotter/app/settings.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/llm/stream_timers.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/knowledge.hpp>

#include <memory>
#include <span>
#include <string_view>

namespace spotter::app {

/// What a provider is made with; references outlive it.
struct ProviderPlace {
  const Settings& settings;
  const Clock& clock;
  ShardExecutor executor;
  http_client::HttpClient& client;
  const prompts::Catalog& catalog;
  trainer::Knowledge knowledge;
};

/// One who can answer, as far as the process cares: a row of the table in provider_kinds.cpp.
struct ProviderKind {
  std::string_view name;   ///< as in SPOTTER_PROVIDERS
  std::string_view needs;  ///< settings without which it cannot answer; empty: nothing
  bool (*usable)(const Settings&);
  std::string_view (*model)(const Settings&);     ///< empty: works by rules
  std::string_view (*base_url)(const Settings&);  ///< empty: asks nobody
  llm::Pace (*pace)(const Settings&);
  std::unique_ptr<llm::Provider> (*make)(const ProviderPlace&);
};

/// The one that works by rules: it always answers, and costs nothing.
inline constexpr std::string_view kOffline = "offline";

/// All there are, in the order in which they answer unless settings say otherwise; the one by rules
/// last.
std::span<const ProviderKind> provider_kinds() noexcept;

/// Null: there is none of that name. The providers of loaded settings are all there.
const ProviderKind* find_provider_kind(std::string_view name) noexcept;

}  // namespace spotter::app
