// Prints what tests/support/apple_fixtures signs, as JSON, for verifiers that somebody else wrote:
// the root certificate, signed transactions, and whether each must be accepted. With the argument
// `keys` an authority instead: its root, and by name each chain's certificates and leaf's key, for
// tests that sign by themselves.
#include "support/apple_fixtures.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace spotter::testing;

struct Token {
  std::string what;
  std::string text;
  bool good;
};

/// Signed now, because other verifiers have no clock that can be set.
JsonMembers now(JsonMembers changes = {}) {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
  changes.emplace("signedDate", std::to_string(ms - 1000));
  changes.emplace("purchaseDate", std::to_string(ms - 3'600'000));
  return changes;
}

std::vector<Token> make_tokens(int good_ones) {
  std::vector<Token> tokens;
  for (int i = 0; i < good_ones; ++i)
    tokens.push_back({"good " + std::to_string(i), apple_jws(now()), true});
  const std::string in_2021 = "1623715200000";
  tokens.push_back(
      {"of 2021, under a leaf of 2021",
       apple_jws({{"signedDate", in_2021}, {"purchaseDate", in_2021}}, AppleChain::leaf_expired),
       true});
  const std::vector<std::pair<AppleChain, const char*>> bad{
      {AppleChain::leaf_expired, "a leaf that is over"},
      {AppleChain::leaf_unmarked, "a leaf without its mark"},
      {AppleChain::intermediate_unmarked, "an intermediate without its mark"},
      {AppleChain::intermediate_no_authority, "an intermediate that is no authority"},
      {AppleChain::others, "another authority"},
      {AppleChain::others_under_root, "another authority with the trusted root"},
  };
  for (const auto& [chain, what] : bad)
    tokens.push_back({what, apple_jws(now(), chain), false});
  std::string broken = apple_jws(now());
  broken[broken.size() / 2] = broken[broken.size() / 2] == 'A' ? 'B' : 'A';
  tokens.push_back({"one letter changed", std::move(broken), false});
  const auto& apple = apple_fixtures();
  tokens.push_back({"another's signature under the good chain",
                    apple.jws_with(apple.header(AppleChain::good),
                                   json_object(apple_transaction(now())), AppleChain::others),
                    false});
  tokens.push_back({"another app", apple_jws(now({{"bundleId", quoted("com.other")}})), false});
  return tokens;
}

std::string escaped(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.replace(at, 1, "\\n");
  return text;
}

std::string chain_of(AppleChain which) {
  const auto& apple = apple_fixtures();
  std::string certificates;
  for (const std::string& text : apple.chain_texts(which))
    certificates.append(certificates.empty() ? "" : ",").append(quoted(text));
  std::string list = "[";
  return json_object({{"x5c", list.append(certificates).append("]")},
                      {"key", quoted(escaped(apple.leaf_private_pem(which)))}});
}

std::string authority() {
  return json_object(
      {{"root", quoted(escaped(apple_fixtures().root_pem()))},
       {"chains",
        json_object({{"good", chain_of(AppleChain::good)},
                     {"leaf_expired", chain_of(AppleChain::leaf_expired)},
                     {"leaf_unmarked", chain_of(AppleChain::leaf_unmarked)},
                     {"intermediate_unmarked", chain_of(AppleChain::intermediate_unmarked)},
                     {"intermediate_no_authority", chain_of(AppleChain::intermediate_no_authority)},
                     {"leaf_p384", chain_of(AppleChain::leaf_p384)},
                     {"others", chain_of(AppleChain::others)},
                     {"others_under_root", chain_of(AppleChain::others_under_root)}})}});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "keys") {
    std::puts(authority().c_str());
    return 0;
  }
  constexpr int kGoodOnes = 300;
  std::string list;
  for (const auto& [what, text, good] : make_tokens(kGoodOnes)) {
    list += list.empty() ? "" : ",\n";
    list += json_object(
        {{"what", quoted(what)}, {"token", quoted(text)}, {"good", good ? "true" : "false"}});
  }
  const std::string json = json_object(
      {{"root", quoted(escaped(apple_fixtures().root_pem()))}, {"tokens", "[" + list + "]"}});
  std::puts(json.c_str());
}
