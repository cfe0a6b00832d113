#include <spotter/base/text.hpp>
#include <spotter/telemetry/trace_context.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <regex>
#include <string>

using namespace spotter;
using namespace spotter::telemetry;

namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";
const std::string kSpan = "b7ad6b7169203331";
const std::string kGood = "00-" + kTrace + "-" + kSpan + "-01";

std::string with_version(const std::string& version, const std::string& behind = {}) {
  return version + "-" + kTrace + "-" + kSpan + "-01" + behind;
}

}  // namespace

TEST_CASE("a traceparent is read and written as W3C has it", "[telemetry][trace]") {
  const auto context = read_traceparent(kGood);
  REQUIRE(context);
  CHECK(to_hex(context->trace_id) == kTrace);
  CHECK(to_hex(context->span_id) == kSpan);
  CHECK(context->sampled);
  CHECK(context->remote);
  CHECK(traceparent_of(*context) == kGood);
}

TEST_CASE("of the flags only the one that is known counts", "[telemetry][trace]") {
  const std::string head = "00-" + kTrace + "-" + kSpan + "-";
  for (const std::string flags : {"01", "03", "ff", "a1"}) {
    INFO(flags);
    const auto context = read_traceparent(head + flags);
    REQUIRE(context);
    CHECK(context->sampled);
    CHECK(traceparent_of(*context) == head + "01");
  }
  for (const std::string flags : {"00", "02", "fe"}) {
    INFO(flags);
    const auto context = read_traceparent(head + flags);
    REQUIRE(context);
    CHECK_FALSE(context->sampled);
    CHECK(traceparent_of(*context) == head + "00");
  }
}

TEST_CASE("later versions are read as far as they are known", "[telemetry][trace]") {
  for (const std::string& text :
       {with_version("01"), with_version("cc"), with_version("fe"), with_version("01", "-"),
        with_version("cc", "-what-the-future")}) {
    INFO(text);
    const auto context = read_traceparent(text);
    REQUIRE(context);
    CHECK(traceparent_of(*context) == kGood);
  }
}

TEST_CASE("a traceparent that breaks a rule is ignored", "[telemetry][trace]") {
  const std::string zeros(32, '0');
  const std::string bad[] = {
      "",
      "00",
      kGood.substr(0, 54),
      kGood + "-",
      kGood + "-00",
      kGood + " ",
      " " + kGood,
      with_version("ff"),
      with_version("FE"),
      with_version("0x"),
      with_version("01", "0"),
      with_version("01", "."),
      "00-" + zeros + "-" + kSpan + "-01",
      "00-" + kTrace + "-" + zeros.substr(16) + "-01",
      "00-0AF7651916CD43DD8448EB211C80319C-" + kSpan + "-01",
      "00-" + kTrace + "-B7AD6B7169203331-01",
      "00-" + kTrace + "-" + kSpan + "-0A",
      "00-" + kTrace + "-" + kSpan + "-1",
      "00-" + kTrace + "-" + kSpan + "-.1",
      "00-" + kTrace + "-" + kSpan.substr(1) + "--01",
      "00_" + kTrace + "_" + kSpan + "_01",
      kTrace + "-" + kSpan + "-01-000000000000",
      kGood + "," + kGood,
  };
  for (const std::string& text : bad) {
    INFO(text);
    CHECK_FALSE(read_traceparent(text));
  }
}

TEST_CASE("whatever is done to a traceparent, the parser agrees with the grammar",
          "[telemetry][trace]") {
  const std::regex grammar(
      "(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})|"
      "((?!00|ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?)");
  const std::regex all_zero("..-(0{32}-.*|[0-9a-f]{32}-0{16}-.*)");
  const std::string letters = "0123456789abcdefABCDEFg-_ ,\t";
  std::mt19937 random(7);  // NOLINT: the same mutations in each run
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  std::size_t good = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = kGood;
    for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
      const std::size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text.erase(at, 1);
          break;
        case 1:
          text.insert(at, 1, letters[below(letters.size())]);
          break;
        default:
          text[at] = letters[below(letters.size())];
      }
    }
    const bool fits = std::regex_match(text, grammar) && !std::regex_match(text, all_zero);
    INFO(text);
    REQUIRE(read_traceparent(text).has_value() == fits);
    good += fits ? 1 : 0;
  }
  CHECK(good > 1'000);
}

TEST_CASE("a tracestate is handed on without blanks and empty members", "[telemetry][trace]") {
  CHECK(read_tracestate("") == "");
  CHECK(read_tracestate("congo=t61rcWkgMzE") == "congo=t61rcWkgMzE");
  CHECK(read_tracestate(" rojo=1 ,\t, congo=2,") == "rojo=1,congo=2");
  CHECK(read_tracestate("tenant@system=a b!~") == "tenant@system=a b!~");
  CHECK(read_tracestate("1a-_*/=v") == "1a-_*/=v");
}

TEST_CASE("a tracestate that breaks a rule is dropped whole", "[telemetry][trace]") {
  std::string many = "k0=v";
  for (int i = 1; i < 33; ++i)
    many.append(",k").append(std::to_string(i)).append("=v");
  for (const std::string& text :
       {std::string("novalue"), std::string("=v"), std::string("k="), std::string("Key=v"),
        std::string("_k=v"), std::string("a@b@c=v"), std::string("k=a=b"), std::string("k=\x7f"),
        std::string("k=\xc3\xa4"), std::string("a=1,a=2"), std::string("a=1;b=2,c"),
        std::string(257, 'k') + "=v", "k=" + std::string(257, 'v'), many}) {
    INFO(text);
    CHECK(read_tracestate(text).empty());
  }
}

TEST_CASE("a tracestate of more than 512 characters loses long members, then the last ones",
          "[telemetry][trace]") {
  const std::string whole = "a=" + std::string(254, 'x') + ",b=" + std::string(253, 'x');
  REQUIRE(whole.size() == 512);
  CHECK(read_tracestate(whole) == whole);
  CHECK(read_tracestate(whole + ",c=1") == "c=1");
  std::string small;
  for (int i = 0; i < 10; ++i)
    small.append(small.empty() ? "" : ",")
        .append("k")
        .append(std::to_string(i))
        .append("=")
        .append(std::string(60, 'v'));
  const std::string kept = read_tracestate(small);
  CHECK(kept == small.substr(0, 8 * 64 - 1));
}
