#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/anthropic/settings.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/shard/task.hpp>

#include <memory>

namespace spotter::llm::anthropic {

/// A provider that speaks Anthropic's Messages, streamed. One per shard; the client (of the same
/// shard) and the clock must outlive it, and it must outlive its streams.
///
/// A stream reads from its upstream only in try_next(), so an upstream stands still when nobody
/// takes its words. It makes no second attempt (but for tools that the server does not take in
/// their strict form, which are then sent in the plain one) and logs nothing: Failed says all. The
/// key goes into a request header and nowhere else.
std::unique_ptr<Provider> make_provider(http_client::HttpClient& client, ShardExecutor executor,
                                        const Clock& clock, Settings settings);

}  // namespace spotter::llm::anthropic
