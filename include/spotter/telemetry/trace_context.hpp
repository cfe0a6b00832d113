#pragma once

#include <spotter/telemetry/trace.hpp>

#include <optional>
#include <string>
#include <string_view>

// The headers by which processes tell each other of a trace. Source: W3C Trace Context, level 1.
namespace spotter::telemetry {

/// The value of `traceparent`. Version 00 exactly, of a later version the part that is known;
/// nothing for all else: the header is ignored then, and `tracestate` with it.
std::optional<SpanContext> read_traceparent(std::string_view text);

/// The value of `tracestate`, all headers of that name joined with commas: what is to be handed on,
/// without empty members. Longer than 512 characters, it loses members of more than 128 first, then
/// those at its end. Empty when it is malformed.
std::string read_tracestate(std::string_view text);

/// `00-<trace id>-<span id>-<flags>`.
std::string traceparent_of(const SpanContext& context);

}  // namespace spotter::telemetry
