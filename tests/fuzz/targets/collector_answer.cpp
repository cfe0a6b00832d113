#include "fuzz/check.hpp"
#include "telemetry/otlp/answer.hpp"

#include <chrono>

// What an OpenTelemetry collector answers: its Retry-After, and the JSON of a request that was
// taken in part. The first byte picks which. Its words are bounded before they go to a log, and
// nobody waits backwards.
using namespace spotter;
using namespace spotter::telemetry;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.empty()) return 0;
  const std::string_view text = input.substr(1);
  if (static_cast<unsigned char>(input.front()) % 2 == 0) {
    constexpr WallTime kNow{std::chrono::hours(24 * 365 * 56)};
    const auto wait = otlp::read_wait(text, kNow);
    fuzz::check(!wait || *wait >= Duration(0), "nobody waits backwards");
    return 0;
  }
  codec::JsonParser parser;
  const auto partial = otlp::read_partial(parser, text);
  fuzz::check(partial.message.size() <= 200, "a collector's words are bounded");
  return 0;
}
