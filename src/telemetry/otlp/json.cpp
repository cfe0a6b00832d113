#include "telemetry/otlp/json.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>

#include <charconv>
#include <chrono>

namespace spotter::telemetry::otlp {
namespace {

/// Source: opentelemetry.proto.trace.v1.Span.SpanKind.
int number_of(SpanKind kind) noexcept {
  switch (kind) {
    case SpanKind::internal:
      return 1;
    case SpanKind::server:
      return 2;
    case SpanKind::client:
      return 3;
  }
  return 0;
}

/// Source: opentelemetry.proto.trace.v1.SpanFlags: W3C's flags, and whether the parent, or what is
/// linked, is of another process.
unsigned flags_of(const SpanContext& sampled, const SpanContext& other) noexcept {
  return (sampled.sampled ? 1U : 0U) | 0x100U | (other.remote ? 0x200U : 0U);
}

void append_time(std::string& out, WallTime time) {
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch());
  out.append("\"").append(std::to_string(since.count())).append("\"");
}

void append_double(std::string& out, double value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end);
}

struct AppendValue {
  std::string& out;
  void operator()(std::int64_t value) const {
    out.append(R"({"intValue":")").append(std::to_string(value)).append("\"}");
  }
  void operator()(double value) const {
    out.append(R"({"doubleValue":)");
    append_double(out, value);
    out.push_back('}');
  }
  void operator()(bool value) const {
    out.append(value ? R"({"boolValue":true})" : R"({"boolValue":false})");
  }
  void operator()(const std::string& value) const {
    out.append(R"({"stringValue":)");
    codec::append_json_string(out, value);
    out.push_back('}');
  }
};

void append_attribute(std::string& out, std::string_view key, const SpanAttribute::Value& value) {
  out.append(R"({"key":)");
  codec::append_json_string(out, key);
  out.append(R"(,"value":)");
  std::visit(AppendValue{out}, value);
  out.push_back('}');
}

void append_ids(std::string& out, const SpanContext& context) {
  out.append(R"("traceId":")").append(to_hex(context.trace_id));
  out.append(R"(","spanId":")").append(to_hex(context.span_id)).append("\"");
  if (context.state.empty()) return;
  out.append(R"(,"traceState":)");
  codec::append_json_string(out, context.state);
}

void append_attributes(std::string& out, const std::vector<SpanAttribute>& attributes) {
  if (attributes.empty()) return;
  out.append(R"(,"attributes":[)");
  std::string_view between;
  for (const SpanAttribute& attribute : attributes) {
    out.append(std::exchange(between, ","));
    append_attribute(out, attribute.key, attribute.value);
  }
  out.push_back(']');
}

void append_events(std::string& out, const std::vector<SpanEvent>& events) {
  if (events.empty()) return;
  out.append(R"(,"events":[)");
  std::string_view between;
  for (const SpanEvent& event : events) {
    out.append(std::exchange(between, ",")).append(R"({"timeUnixNano":)");
    append_time(out, event.at);
    out.append(R"(,"name":)");
    codec::append_json_string(out, event.name);
    out.push_back('}');
  }
  out.push_back(']');
}

}  // namespace

void append_span(std::string& out, const FinishedSpan& span) {
  out.push_back('{');
  append_ids(out, span.context);
  if (span.parent.valid())
    out.append(R"(,"parentSpanId":")").append(to_hex(span.parent.span_id)).append("\"");
  out.append(R"(,"flags":)").append(std::to_string(flags_of(span.context, span.parent)));
  out.append(R"(,"name":)");
  codec::append_json_string(out, span.name);
  out.append(R"(,"kind":)").append(std::to_string(number_of(span.kind)));
  out.append(R"(,"startTimeUnixNano":)");
  append_time(out, span.began);
  out.append(R"(,"endTimeUnixNano":)");
  append_time(out, span.ended);
  append_attributes(out, span.attributes);
  append_events(out, span.events);
  if (span.link.valid()) {
    out.append(R"(,"links":[{)");
    append_ids(out, span.link);
    out.append(R"(,"flags":)").append(std::to_string(flags_of(span.link, span.link)));
    out.append("}]");
  }
  // Source: opentelemetry.proto.trace.v1.Status: 2 is an error; a span that went well says nothing.
  if (span.failed) out.append(R"(,"status":{"code":2})");
  out.push_back('}');
}

Frame frame_of(const std::vector<std::pair<std::string, std::string>>& resource) {
  Frame frame;
  frame.head = R"({"resourceSpans":[{"resource":{"attributes":[)";
  std::string_view between;
  for (const auto& [key, value] : resource) {
    frame.head.append(std::exchange(between, ","));
    append_attribute(frame.head, key, value);
  }
  frame.head.append(R"(]},"scopeSpans":[{"scope":{"name":"spotter","version":")");
  codec::append_json_escaped(frame.head, SPOTTER_VERSION);
  frame.head.append(R"("},"spans":[)");
  return frame;
}

}  // namespace spotter::telemetry::otlp
