#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// What happened in which order, across processes. Spans are begun under a SpanParent, which goes
// along with the call; where there is no tracer, all of it is a look at a null pointer. Names and
// attributes are OpenTelemetry's where it has some. Never user text, prompts, tokens or keys.
namespace spotter::telemetry {

using TraceId = std::array<std::byte, 16>;
using SpanId = std::array<std::byte, 8>;

/// Names a span in all processes. A value. Source: W3C Trace Context, level 1.
struct SpanContext {
  TraceId trace_id{};
  SpanId span_id{};
  bool sampled = false;  ///< somebody records this trace
  bool remote = false;   ///< a span of another process
  std::string state{};   ///< `tracestate`, handed on as it came; at most 512 characters

  /// Neither id is all zeros: there is such a span.
  [[nodiscard]] bool valid() const noexcept { return trace_id != TraceId{} && span_id != SpanId{}; }
  bool operator==(const SpanContext&) const = default;
};

enum class SpanKind { internal, server, client };

/// `key` is a constant; a text is cut at 256 bytes.
struct SpanAttribute {
  using Value = std::variant<std::int64_t, double, bool, std::string>;
  std::string_view key;
  Value value;
};

/// Something that happened in a span. `name` is a constant.
struct SpanEvent {
  std::string_view name;
  WallTime at;
};

/// A span that is over. A value.
struct FinishedSpan {
  SpanContext context;
  SpanContext parent{};  ///< invalid: the first of its trace
  SpanContext link{};    ///< a span of another trace that it belongs to; invalid: none
  std::string name;
  SpanKind kind = SpanKind::internal;
  WallTime began;
  WallTime ended;
  std::vector<SpanAttribute> attributes{};
  std::vector<SpanEvent> events{};
  bool failed = false;
};

/// Who is given the spans that are over. On the tracer's shard; never waits.
class SpanSink {
 public:
  virtual ~SpanSink() = default;
  virtual void take(FinishedSpan span) noexcept = 0;
};

/// Which traces are recorded: decided once a trace.
struct Sampler {
  bool parent_based = true;  ///< what the parent says counts, where there is one
  /// Of the other traces, 0 to 1, by their ids: all processes that use this rule and ratio take the
  /// same ones. Source: OpenTelemetry, TraceIdRatioBased, as its Go and Java SDKs have it.
  double ratio = 1;

  [[nodiscard]] bool samples(const TraceId& id, const SpanContext& parent) const noexcept;
};

class Tracer;
class Span;

/// What spans are begun under: goes along with a call, on one shard. A SpanContext may cross to
/// another one, whose own tracer then records what happens there.
struct SpanParent {
  Tracer* tracer = nullptr;  ///< null: nobody traces; outlives all spans
  SpanContext context{};     ///< invalid: a trace of its own begins
  SpanContext link{};        ///< for a trace of its own: what it belongs to; invalid: nothing

  [[nodiscard]] Span begin(std::string_view name, SpanKind kind) const;
  /// Adds `traceparent` and `tracestate` for a call to another process, if such are sent.
  void inject(std::vector<std::pair<std::string, std::string>>& headers) const;
};

/// One piece of work while it lasts; over when this ends. Lives on its tracer's shard. One that is
/// not sampled has its names and allocates nothing more; an empty one does nothing at all.
class Span {
 public:
  Span() noexcept = default;
  Span(Span&& other) noexcept;
  Span& operator=(Span&& other) noexcept;
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;
  ~Span() { end(); }

  /// Somebody will see it: worth working out attributes for.
  [[nodiscard]] bool recording() const noexcept { return record_ != nullptr; }
  [[nodiscard]] const SpanContext& context() const noexcept { return context_; }
  /// For spans within this one.
  [[nodiscard]] SpanParent parent() const { return {tracer_, context_, {}}; }

  void set(std::string_view key, std::string_view value);
  void set(std::string_view key, const char* value) { set(key, std::string_view(value)); }
  void set(std::string_view key, const std::string& value) { set(key, std::string_view(value)); }
  void set(std::string_view key, bool value);
  void set(std::string_view key, double value);
  template <std::integral Integer>
  void set(std::string_view key, Integer value) {
    put(key, static_cast<std::int64_t>(value));
  }
  /// `server.address` and `server.port` of a URL.
  void set_server(std::string_view url);
  void rename(std::string_view name);
  /// Now.
  void event(std::string_view name);
  /// It did not come to what it was for. `type`: `error.type`, of a closed set.
  void fail(std::string_view type);
  /// Now; once. What is said of it later does nothing.
  void end() noexcept;

 private:
  friend class Tracer;
  struct Record {
    FinishedSpan span;
    TimePoint began;
  };
  Span(Tracer& tracer, SpanContext context) : tracer_(&tracer), context_(std::move(context)) {}
  void put(std::string_view key, SpanAttribute::Value value);
  [[nodiscard]] WallTime now() const;

  Tracer* tracer_ = nullptr;
  SpanContext context_{};
  std::unique_ptr<Record> record_;
};

/// Begins the spans of one shard and hands over those that are sampled. Lives there.
class Tracer {
 public:
  struct Settings {
    Sampler sampler;
    bool propagates = true;  ///< calls to other processes say which trace they belong to
  };
  /// References outlive this.
  Tracer(Settings settings, const Clock& clock, Entropy& entropy, SpanSink& sink)
      : settings_(settings), clock_(clock), entropy_(entropy), sink_(sink) {}
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  [[nodiscard]] bool propagates() const noexcept { return settings_.propagates; }

 private:
  friend class Span;
  friend struct SpanParent;
  Span begin(std::string_view name, SpanKind kind, const SpanParent& parent);
  void draw(std::span<std::byte> id);

  Settings settings_;
  const Clock& clock_;
  Entropy& entropy_;
  SpanSink& sink_;
  std::array<std::byte, 512> drawn_{};  ///< ids are drawn many at a time
  std::size_t used_ = sizeof(drawn_);
};

}  // namespace spotter::telemetry
