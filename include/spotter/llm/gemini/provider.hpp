#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/gemini/settings.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/shard/task.hpp>

#include <memory>

namespace spotter::llm::gemini {

/// A provider that speaks Gemini's `streamGenerateContent`. One per shard; the client (of the same
/// shard) and the clock must outlive it, and it must outlive its streams.
///
/// Gemini hands over a tool call in one piece. So that its arguments grow all the same, a stream
/// makes two calls when the model wants a tool: the first is told of tools without parameters, the
/// second asks for the arguments as a streamed JSON text. Usage is that of both.
///
/// A stream reads from its upstream only in try_next(), so an upstream stands still when nobody
/// takes its words. It makes no second attempt (but for a schema that the server does not take, in
/// the server's older dialect) and logs nothing: Failed says all. The key goes into a request
/// header and nowhere else.
std::unique_ptr<Provider> make_provider(http_client::HttpClient& client, ShardExecutor executor,
                                        const Clock& clock, Settings settings);

}  // namespace spotter::llm::gemini
