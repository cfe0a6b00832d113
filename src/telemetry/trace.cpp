#include <spotter/base/text.hpp>
#include <spotter/telemetry/trace.hpp>
#include <spotter/telemetry/trace_context.hpp>

#include <algorithm>
#include <charconv>

namespace spotter::telemetry {
namespace {

constexpr std::size_t kTextBytesMax = 256;
/// More than any span of ours has: what a bug could add without end is bounded.
constexpr std::size_t kAttributesMax = 32;
constexpr std::size_t kEventsMax = 8;

}  // namespace

bool Sampler::samples(const TraceId& id, const SpanContext& parent) const noexcept {
  if (parent_based && parent.valid()) return parent.sampled;
  if (ratio >= 1) return true;
  std::uint64_t low = 0;  // the half of the id that is random in any case
  for (std::size_t i = id.size() / 2; i < id.size(); ++i)
    low = low << 8U | std::to_integer<std::uint64_t>(id[i]);
  constexpr double kRange = 9223372036854775808.0;  // 2^63
  return low >> 1U < static_cast<std::uint64_t>(std::max(ratio, 0.0) * kRange);
}

Span SpanParent::begin(std::string_view name, SpanKind kind) const {
  return tracer != nullptr ? tracer->begin(name, kind, *this) : Span();
}

void SpanParent::inject(std::vector<std::pair<std::string, std::string>>& headers) const {
  if (tracer == nullptr || !tracer->propagates() || !context.valid()) return;
  headers.emplace_back("traceparent", traceparent_of(context));
  if (!context.state.empty()) headers.emplace_back("tracestate", context.state);
}

void Tracer::draw(std::span<std::byte> id) {
  const auto is_zero = [](std::byte byte) { return byte == std::byte{}; };
  do {
    if (used_ + id.size() > drawn_.size()) {
      entropy_.fill(drawn_);
      used_ = 0;
    }
    std::copy_n(drawn_.begin() + static_cast<std::ptrdiff_t>(used_), id.size(), id.begin());
    used_ += id.size();
  } while (std::all_of(id.begin(), id.end(), is_zero));
}

Span Tracer::begin(std::string_view name, SpanKind kind, const SpanParent& parent) {
  SpanContext context;
  const bool has_parent = parent.context.valid();
  if (has_parent) {
    context.trace_id = parent.context.trace_id;
    context.state = parent.context.state;
  } else {
    draw(context.trace_id);
  }
  draw(context.span_id);
  // Within the process the trace is decided on; only another one's word is weighed.
  const bool decided = has_parent && !parent.context.remote;
  context.sampled = decided ? parent.context.sampled
                            : settings_.sampler.samples(context.trace_id, parent.context);
  Span span(*this, std::move(context));
  if (!span.context_.sampled) return span;
  span.record_ = std::make_unique<Span::Record>();
  FinishedSpan& record = span.record_->span;
  record.name = name;
  record.kind = kind;
  record.began = clock_.wall_now();
  if (has_parent) {
    record.parent = parent.context;
  } else if (parent.link.valid()) {
    record.link = parent.link;
  }
  span.record_->began = clock_.now();
  return span;
}

Span::Span(Span&& other) noexcept
    : tracer_(std::exchange(other.tracer_, nullptr)),
      context_(std::move(other.context_)),
      record_(std::move(other.record_)) {}

Span& Span::operator=(Span&& other) noexcept {
  if (this == &other) return *this;
  end();
  tracer_ = std::exchange(other.tracer_, nullptr);
  context_ = std::move(other.context_);
  record_ = std::move(other.record_);
  return *this;
}

void Span::put(std::string_view key, SpanAttribute::Value value) {
  if (!record_) return;
  auto& all = record_->span.attributes;
  const auto known = std::find_if(all.begin(), all.end(),
                                  [key](const SpanAttribute& one) { return one.key == key; });
  if (known != all.end()) {
    known->value = std::move(value);
  } else if (all.size() < kAttributesMax) {
    all.push_back({key, std::move(value)});
  }
}

void Span::set(std::string_view key, std::string_view value) {
  if (record_) put(key, std::string(utf8_prefix(value, kTextBytesMax)));
}

void Span::set(std::string_view key, bool value) {
  put(key, value);
}

void Span::set(std::string_view key, double value) {
  put(key, value);
}

void Span::set_server(std::string_view url) {
  if (!record_) return;
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return;
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  // What stands before it are a user and a password.
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  std::uint16_t port = url.starts_with("https") ? 443 : 80;
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view digits = host.substr(colon + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  set("server.address", host);
  set("server.port", port);
}

void Span::rename(std::string_view name) {
  if (record_) record_->span.name = name;
}

WallTime Span::now() const {
  // By the steady clock, so that no span ends before it began.
  return record_->span.began +
         std::chrono::duration_cast<WallTime::duration>(tracer_->clock_.now() - record_->began);
}

void Span::event(std::string_view name) {
  if (record_ && record_->span.events.size() < kEventsMax)
    record_->span.events.push_back({name, now()});
}

void Span::fail(std::string_view type) {
  if (!record_) return;
  record_->span.failed = true;
  set("error.type", type);
}

void Span::end() noexcept {
  if (!record_) return;
  const auto record = std::exchange(record_, nullptr);
  FinishedSpan& span = record->span;
  span.ended = span.began + std::chrono::duration_cast<WallTime::duration>(tracer_->clock_.now() -
                                                                           record->began);
  span.context = context_;
  tracer_->sink_.take(std::move(span));
}

}  // namespace spotter::telemetry
