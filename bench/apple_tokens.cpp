// What it costs to verify Apple's signed transactions, in CPU time of one core: with the chain of
// certificates verified each time, and with one that is remembered. Prints lines as
// bench/harness.mjs does.
#include "purchase/apple/signed_document.hpp"
#include "purchase/apple/transaction.hpp"
#include "support/apple_fixtures.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

namespace {

using namespace spotter;
using namespace spotter::testing;

constexpr int kChains = 1000;
constexpr int kTokens = 10000;
constexpr const char* kLeafMark = "1.2.840.113635.100.6.11.1";
constexpr const char* kIntermediateMark = "1.2.840.113635.100.6.2.1";

/// How often a second `work` is done; it must be good each time.
template <class F>
double rate_of(int times, F work) {
  const std::clock_t began = std::clock();
  for (int i = 0; i < times; ++i) {
    if (!work()) std::abort();
  }
  const auto ticks = static_cast<double>(std::clock() - began);
  return times / (ticks / CLOCKS_PER_SEC);
}

void say(const char* what, double value, const std::string& how) {
  std::printf("%-58s %12.1f   %s\n", what, value, how.c_str());
}

}  // namespace

int main() {
  const auto& apple = apple_fixtures();
  const auto trust =
      crypto::ChainVerifier::make({apple.root_pem(), kLeafMark, kIntermediateMark}).value();
  const std::string token = apple_jws();
  const WallTime wall = purchase::apple::time_of(kAppleT0Ms);
  const TimePoint now{std::chrono::hours(1)};
  codec::JsonParser parser(purchase::apple::kDocumentDepthMax);
  crypto::ChainCache cache;

  const auto verify = [&](bool remembered) {
    auto opened =
        purchase::apple::open_document(parser, token, purchase::apple::Validity::when_signed, wall);
    auto chain = remembered ? cache.find(opened.chain, now) : nullptr;
    if (!chain) {
      chain = trust.verify(opened.chain, opened.at);
      if (chain) cache.keep(opened.chain, chain, now);
    }
    return chain && chain->covers(opened.at) &&
           chain->signed_by_leaf(opened.jws.signed_bytes, opened.jws.signature) &&
           purchase::apple::parse_transaction(parser, opened.jws.payload);
  };
  const std::string how = std::to_string(token.size()) + " bytes, one core, CPU time";
  say("Apple's tokens a second, chain verified", rate_of(kChains, [&] { return verify(false); }),
      how);
  say("Apple's tokens a second, chain remembered", rate_of(kTokens, [&] { return verify(true); }),
      how);
}
