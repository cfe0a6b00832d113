#pragma once

#include <spotter/telemetry/trace.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// OTLP as JSON. Source: OpenTelemetry protocol 1.x, "JSON Protobuf Encoding": ids in hexadecimal,
// 64-bit integers as strings, enumerations as numbers.
namespace spotter::telemetry::otlp {

/// Appends a span as an object.
void append_span(std::string& out, const FinishedSpan& span);

/// What stands before and after the spans of a request, which are parted by commas.
struct Frame {
  std::string head;
  std::string_view tail = "]}]}]}";
};
Frame frame_of(const std::vector<std::pair<std::string, std::string>>& resource);

}  // namespace spotter::telemetry::otlp
