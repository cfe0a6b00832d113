#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/openai/settings.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/shard/task.hpp>

#include <memory>

namespace spotter::llm::openai {

/// A provider that speaks OpenAI's Chat Completions or Responses, streamed. One per shard; the
/// client (of the same shard) and the clock must outlive it, and it must outlive its streams.
/// Throws std::invalid_argument for settings without capabilities that choose_capabilities()
/// refuses.
///
/// A stream reads from its upstream only in try_next(), so an upstream stands still when nobody
/// takes its words. It makes no second attempt and logs nothing: Failed says all. The key goes into
/// the request header and nowhere else.
std::unique_ptr<Provider> make_provider(http_client::HttpClient& client, ShardExecutor executor,
                                        const Clock& clock, Settings settings);

}  // namespace spotter::llm::openai
