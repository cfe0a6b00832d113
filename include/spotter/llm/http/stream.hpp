#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/http/decoder.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/telemetry/trace.hpp>

#include <memory>

namespace spotter::llm::http {

/// A stream that makes the decoder's calls, one after the other, from now on. It reads from its
/// upstream only in try_next(), so an upstream stands still when nobody takes its words. `client`
/// (of this shard), `clock`, `ready` and what the decoder refers to outlive it. `trace`: told to
/// the upstream.
std::unique_ptr<Stream> make_stream(http_client::HttpClient& client, ShardExecutor executor,
                                    const Clock& clock, std::unique_ptr<Decoder> decoder,
                                    shard::Signal& ready, telemetry::SpanParent trace = {});

}  // namespace spotter::llm::http
