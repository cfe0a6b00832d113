// What a kept answer of a store costs in memory: a full cache, divided. Prints a line as
// bench/harness.mjs does.
#include <spotter/crypto/random.hpp>
#include <spotter/purchase/entitlements/cache.hpp>

#include <cstdio>
#include <malloc.h>
#include <string>

namespace {

using namespace spotter;
using namespace spotter::purchase;

std::size_t bytes_in_use() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// Bytes of an entry, each with so many names beside its own.
double bytes_per_entry(std::size_t names) {
  const entitlements::CacheSettings settings;
  crypto::SystemEntropy entropy;
  const std::size_t before = bytes_in_use();
  entitlements::Cache cache(settings);
  Entitlement answer;
  answer.reason = Reason::ok;
  answer.keep_for = std::chrono::hours(1);
  for (std::size_t i = 0; i < settings.yes_max; ++i) {
    const std::string name = std::to_string(i);
    std::vector<entitlements::Key> keys;
    for (std::size_t k = 0; k < names; ++k)
      keys.push_back(crypto::sha256(name + ":" + std::to_string(k)));
    cache.keep(Store::google, crypto::sha256(name), keys, answer, TimePoint{std::chrono::hours(1)},
               entropy);
  }
  return static_cast<double>(bytes_in_use() - before) / static_cast<double>(cache.yes());
}

}  // namespace

int main() {
  for (const std::size_t names : {0, 1, 2}) {
    const std::string what =
        "bytes of a kept answer with " + std::to_string(names) + " other names";
    std::printf("%-58s %12.0f   a full cache of 50,000, by mallinfo2\n", what.c_str(),
                bytes_per_entry(names));
  }
}
