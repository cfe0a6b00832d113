#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/shard/task.hpp>

#include <chrono>
#include <memory>

namespace spotter::llm::offline {

struct Settings {
  /// Between two words of an answer; 0 gives all of them at once.
  std::chrono::milliseconds word_interval{12};
};

/// The coach without a model: answers by rules, word by word, and never fails by itself. One per
/// shard. `clock` and `texts` outlive the provider and its streams.
std::unique_ptr<Provider> make_provider(ShardExecutor executor, const Clock& clock,
                                        const prompts::Catalog& texts, Settings settings = {});

}  // namespace spotter::llm::offline
