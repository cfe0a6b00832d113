#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/trainer/knowledge.hpp>

#include <chrono>
#include <memory>

namespace spotter::llm::offline {

struct Settings {
  /// Between two words of an answer; 0 gives all of them at once.
  std::chrono::milliseconds word_interval{12};
};

/// The coach without a model: answers by rules, word by word, and never fails by itself. One per
/// shard. `clock`, `texts` and what `knowledge` refers to outlive the provider and its streams.
std::unique_ptr<Provider> make_provider(ShardExecutor executor, const Clock& clock,
                                        const prompts::Catalog& texts, trainer::Knowledge knowledge,
                                        Settings settings = {});

}  // namespace spotter::llm::offline
