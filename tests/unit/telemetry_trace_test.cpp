#include "support/manual_clock.hpp"

#include <spotter/base/text.hpp>
#include <spotter/telemetry/trace.hpp>
#include <spotter/telemetry/trace_context.hpp>

#include <catch2/catch.hpp>

#include <cstring>
#include <set>
#include <string>

using namespace spotter;
using namespace spotter::telemetry;
using namespace std::chrono_literals;

namespace {

/// 1, 2, 3, ... in each eight bytes.
class Counting final : public Entropy {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      ++next_;
      for (std::size_t byte = 0; byte < 8; ++byte)
        bytes[i + byte] = static_cast<std::byte>(next_ >> (56 - 8 * byte));
    }
  }
  std::size_t drawn() const { return next_; }

 private:
  std::uint64_t next_ = 0;
};

struct World final : SpanSink {
  explicit World(Tracer::Settings settings = {}) : tracer(settings, clock, entropy, *this) {}
  void take(FinishedSpan span) noexcept override { spans.push_back(std::move(span)); }
  [[nodiscard]] SpanParent root() { return {&tracer, {}, {}}; }

  testing::ManualClock clock;
  Counting entropy;
  std::vector<FinishedSpan> spans;
  Tracer tracer;
};

SpanContext remote(const std::string& flags, const std::string& state = {}) {
  auto context =
      read_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-" + flags).value();
  context.state = state;
  return context;
}

template <class Value>
Value value_of(const FinishedSpan& span, std::string_view key) {
  for (const SpanAttribute& attribute : span.attributes) {
    if (attribute.key == key) return std::get<Value>(attribute.value);
  }
  throw std::logic_error("no such attribute");
}

TraceId id_with_low_half(std::uint64_t low) {
  TraceId id{};
  id[0] = std::byte{1};
  for (std::size_t i = 0; i < 8; ++i)
    id[8 + i] = static_cast<std::byte>(low >> (56 - 8 * i));
  return id;
}

}  // namespace

TEST_CASE("without a tracer a span is nothing", "[telemetry][trace]") {
  const SpanParent nobody;
  Span span = nobody.begin("turn", SpanKind::internal);
  span.set("key", "value");
  span.event("word");
  span.fail("reason");
  CHECK_FALSE(span.recording());
  CHECK_FALSE(span.context().valid());
  CHECK(span.parent().tracer == nullptr);
  std::vector<std::pair<std::string, std::string>> headers;
  span.parent().inject(headers);
  CHECK(headers.empty());
}

TEST_CASE("a span is handed over when it ends, with all that was said of it",
          "[telemetry][trace]") {
  World world;
  {
    Span span = world.root().begin("first name", SpanKind::client);
    span.rename("name");
    span.set("text", "a text");
    span.set("count", 42U);
    span.set("share", 0.5);
    span.set("yes", true);
    span.set("count", 43);
    world.clock.advance(3ms);
    span.event("word");
    world.clock.advance(4ms);
    span.fail("timeout");
    CHECK(world.spans.empty());
  }
  REQUIRE(world.spans.size() == 1);
  const FinishedSpan& span = world.spans.front();
  CHECK(span.name == "name");
  CHECK(span.kind == SpanKind::client);
  CHECK_FALSE(span.parent.valid());
  CHECK(span.context.sampled);
  CHECK(span.ended - span.began == 7ms);
  REQUIRE(span.events.size() == 1);
  CHECK(span.events.front().at - span.began == 3ms);
  CHECK(value_of<std::string>(span, "text") == "a text");
  CHECK(value_of<std::int64_t>(span, "count") == 43);
  CHECK(value_of<double>(span, "share") == 0.5);
  CHECK(value_of<bool>(span, "yes"));
  CHECK(value_of<std::string>(span, "error.type") == "timeout");
  CHECK(span.failed);
}

TEST_CASE("a span ends once, also when it was moved", "[telemetry][trace]") {
  World world;
  Span first = world.root().begin("first", SpanKind::internal);
  Span second = std::move(first);
  first.end();  // NOLINT(bugprone-use-after-move): nothing is left in it
  CHECK(world.spans.empty());
  second = world.root().begin("second", SpanKind::internal);
  REQUIRE(world.spans.size() == 1);
  CHECK(world.spans.back().name == "first");
  second.end();
  second.end();
  second.set("late", 1);
  CHECK(world.spans.size() == 2);
  CHECK(world.spans.back().attributes.empty());
}

TEST_CASE("what happens within a span is its child, in its trace", "[telemetry][trace]") {
  World world;
  Span outer = world.root().begin("outer", SpanKind::server);
  Span inner = outer.parent().begin("inner", SpanKind::client);
  CHECK(inner.context().trace_id == outer.context().trace_id);
  CHECK(inner.context().span_id != outer.context().span_id);
  inner.end();
  CHECK(world.spans.back().parent.span_id == outer.context().span_id);
}

TEST_CASE("a client's trace is gone on with, and its state handed on", "[telemetry][trace]") {
  World world;
  const SpanParent client{&world.tracer, remote("01", "congo=1"), {}};
  Span span = client.begin("request", SpanKind::server);
  std::vector<std::pair<std::string, std::string>> headers;
  span.parent().inject(headers);
  REQUIRE(headers.size() == 2);
  CHECK(headers[0].first == "traceparent");
  CHECK(headers[0].second ==
        "00-0af7651916cd43dd8448eb211c80319c-" + to_hex(span.context().span_id) + "-01");
  CHECK(headers[1] == std::pair<std::string, std::string>("tracestate", "congo=1"));
  span.end();
  CHECK(world.spans.back().parent.remote);
}

TEST_CASE("others are not told of a trace if they are not to be", "[telemetry][trace]") {
  World world({{}, false});
  const Span span = world.root().begin("call", SpanKind::client);
  std::vector<std::pair<std::string, std::string>> headers;
  span.parent().inject(headers);
  CHECK(headers.empty());
}

TEST_CASE("a trace of its own may name a span that it belongs to", "[telemetry][trace]") {
  World world;
  const Span session = world.root().begin("session", SpanKind::internal);
  const SpanParent apart{&world.tracer, {}, session.context()};
  Span turn = apart.begin("turn", SpanKind::internal);
  CHECK(turn.context().trace_id != session.context().trace_id);
  Span call = turn.parent().begin("call", SpanKind::client);
  call.end();
  CHECK_FALSE(world.spans.back().link.valid());
  turn.end();
  CHECK(world.spans.back().link == session.context());
  CHECK_FALSE(world.spans.back().parent.valid());
}

TEST_CASE("who decides whether a trace is recorded", "[telemetry][trace]") {
  struct Row {
    Sampler sampler;
    SpanContext parent;
    bool sampled;
  };
  const Row rows[] = {
      {{true, 1}, {}, true},
      {{true, 0}, {}, false},
      {{true, 1}, remote("00"), false},
      {{true, 0}, remote("01"), true},
      {{false, 1}, remote("00"), true},
      {{false, 0}, remote("01"), false},
  };
  for (const Row& row : rows) {
    INFO(row.sampler.parent_based << row.sampler.ratio << row.parent.sampled);
    World world({row.sampler, true});
    const SpanParent parent{&world.tracer, row.parent, {}};
    Span span = parent.begin("request", SpanKind::server);
    CHECK(span.recording() == row.sampled);
    CHECK(span.context().sampled == row.sampled);
    CHECK(span.context().valid());  // whoever is called is told what was decided
    // Decided once: what happens within goes along.
    CHECK(span.parent().begin("call", SpanKind::client).recording() == row.sampled);
  }
}

TEST_CASE("the ratio takes the traces with the lowest ids, as other SDKs do",
          "[telemetry][trace]") {
  const Sampler half{true, 0.5};
  constexpr std::uint64_t kBound = 0x8000'0000'0000'0000U;
  CHECK(half.samples(id_with_low_half(0), {}));
  CHECK(half.samples(id_with_low_half(kBound - 1), {}));
  CHECK_FALSE(half.samples(id_with_low_half(kBound), {}));
  CHECK_FALSE(half.samples(id_with_low_half(~0ULL), {}));
  const Sampler rare{true, 1.0 / 1024};
  CHECK(rare.samples(id_with_low_half((1ULL << 54U) - 1), {}));
  CHECK_FALSE(rare.samples(id_with_low_half(1ULL << 54U), {}));
  CHECK_FALSE((Sampler{true, 0}).samples(id_with_low_half(0), {}));
  CHECK((Sampler{true, 1}).samples(id_with_low_half(~0ULL), {}));
}

TEST_CASE("ids are drawn many at a time, and none is drawn twice", "[telemetry][trace]") {
  World world;
  std::set<std::string> ids;
  for (int i = 0; i < 1'000; ++i) {
    const Span span = world.root().begin("span", SpanKind::internal);
    ids.insert(to_hex(span.context().trace_id) + to_hex(span.context().span_id));
  }
  CHECK(ids.size() == 1'000);
}

TEST_CASE("what a span can hold is bounded", "[telemetry][trace]") {
  World world;
  static const std::vector<std::string> kKeys = [] {
    std::vector<std::string> keys;
    for (int i = 0; i < 100; ++i)
      keys.push_back("key" + std::to_string(i));
    return keys;
  }();
  {
    Span span = world.root().begin("span", SpanKind::internal);
    for (const std::string& key : kKeys) {
      span.set(key, std::string(1'000, 'x') + "\xc3\xa4");
      span.event("again");
    }
  }
  const FinishedSpan& span = world.spans.front();
  CHECK(span.attributes.size() == 32);
  CHECK(span.events.size() == 8);
  CHECK(value_of<std::string>(span, "key0").size() == 256);
}

TEST_CASE("of a URL only host and port are told", "[telemetry][trace]") {
  struct Row {
    std::string url;
    std::string address;
    std::int64_t port;
  };
  for (const Row& row : {Row{"https://api.example.com/v1?key=secret", "api.example.com", 443},
                         Row{"http://127.0.0.1:8080", "127.0.0.1", 8080},
                         Row{"http://user:word@host:81/path", "host", 81},
                         Row{"https://[2001:db8::1]/v1", "2001:db8::1", 443},
                         Row{"https://[2001:db8::1]:99", "2001:db8::1", 99}}) {
    World world;
    {
      Span span = world.root().begin("call", SpanKind::client);
      span.set_server(row.url);
    }
    CHECK(value_of<std::string>(world.spans.front(), "server.address") == row.address);
    CHECK(value_of<std::int64_t>(world.spans.front(), "server.port") == row.port);
  }
}
