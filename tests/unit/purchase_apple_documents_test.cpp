#include "purchase/apple/signed_document.hpp"
#include "purchase/apple/transaction.hpp"
#include "purchase/apple/trust.hpp"
#include "support/apple_fixtures.hpp"

#include <spotter/base/text.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::apple;
using namespace spotter::testing;

namespace {

/// What a token comes to at T0, without shard and workers.
Reason look_at(std::string_view token, Validity validity = Validity::when_signed) {
  static const crypto::ChainVerifier trust = make_trust(apple_fixtures().root_file()).value();
  codec::JsonParser parser(kDocumentDepthMax);
  const auto document = open_document(parser, token, validity, time_of(kAppleT0Ms));
  if (document.reason != Reason::ok) return document.reason;
  const auto chain = trust.verify(document.chain, document.at);
  if (!chain) return Reason::bad_chain;
  return chain->signed_by_leaf(document.jws.signed_bytes, document.jws.signature)
             ? Reason::ok
             : Reason::bad_signature;
}

std::string payload() {
  return json_object(apple_transaction());
}

/// A token with a header that is good but for some members.
Reason with_header(const JsonMembers& changes) {
  const auto texts = apple_fixtures().chain_texts(AppleChain::good);
  JsonMembers header{
      {"alg", quoted("ES256")},
      {"x5c", "[" + quoted(texts[0]) + "," + quoted(texts[1]) + "," + quoted(texts[2]) + "]"}};
  for (const auto& [key, value] : changes)
    header[key] = value;
  return look_at(apple_fixtures().jws_with(json_object(header), payload()));
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts)
    list.append(list.empty() ? "[" : ",").append(quoted(text));
  return list.empty() ? "[]" : list + "]";
}

}  // namespace

TEST_CASE("a document that Apple has signed is taken", "[purchase]") {
  CHECK(look_at(apple_jws()) == Reason::ok);
  CHECK(with_header({}) == Reason::ok);
  // Members that point at other keys change nothing.
  CHECK(with_header({{"kid", quoted("k")}, {"jku", quoted("https://evil.example/keys")}}) ==
        Reason::ok);
}

TEST_CASE("a document whose bytes or signature were changed is refused", "[purchase]") {
  const auto& apple = apple_fixtures();
  const std::string good = apple_jws();
  const auto first = good.find('.');
  const auto second = good.find('.', first + 1);
  const std::string signed_part = good.substr(0, second);

  INFO("cases 61 to 63");
  const auto changed = json_object(apple_transaction({{"productId", quoted("prp")}}));
  CHECK(look_at(good.substr(0, first + 1) + to_base64url(as_bytes(changed)) +
                good.substr(second)) == Reason::bad_signature);
  CHECK(look_at(apple.jws_with(apple.header(AppleChain::good), payload(), AppleChain::others)) ==
        Reason::bad_signature);
  const auto der = apple.der_signature(signed_part, AppleChain::good);
  CHECK(look_at(signed_part + "." + to_base64url(as_bytes(der))) == Reason::bad_signature);
  CHECK(look_at(signed_part + ".") == Reason::token_shape);
  CHECK(look_at(good + "=") == Reason::token_shape);
  CHECK(look_at(good + ".AAAA") == Reason::token_shape);
}

TEST_CASE("the algorithm is ES256 whatever the header wishes for", "[purchase]") {
  INFO("case 64");
  const auto& apple = apple_fixtures();
  const std::string none = to_base64url(as_bytes(apple.header(AppleChain::good, "none")));
  CHECK(look_at(none + "." + to_base64url(as_bytes(payload())) + ".") == Reason::token_shape);
  for (const char* algorithm : {"none", "es256", "ES384", "RS256", ""})
    CHECK(with_header({{"alg", quoted(algorithm)}}) == Reason::bad_signature);
  CHECK(with_header({{"alg", "256"}}) == Reason::bad_signature);
  CHECK(with_header({{"alg", ""}}) == Reason::bad_signature);

  // The leaf's public key as the secret of an HMAC.
  std::string token = to_base64url(as_bytes(apple.header(AppleChain::good, "HS256")));
  token.append(".").append(to_base64url(as_bytes(payload())));
  const auto mac = crypto::hmac_sha256(apple.leaf_public_pem(), token);
  CHECK(look_at(token + "." + to_base64url(mac)) == Reason::bad_signature);
}

TEST_CASE("a header brings exactly three certificates in standard base64", "[purchase]") {
  INFO("case 65");
  auto texts = apple_fixtures().chain_texts(AppleChain::good);
  CHECK(with_header({{"x5c", ""}}) == Reason::bad_chain);
  CHECK(with_header({{"x5c", quoted(texts[0])}}) == Reason::bad_chain);
  CHECK(with_header({{"x5c", "[1,2,3]"}}) == Reason::bad_chain);
  CHECK(with_header({{"x5c", list_of({texts[0], texts[1]})}}) == Reason::bad_chain);
  CHECK(with_header({{"x5c", list_of({texts[0], texts[1], texts[2], texts[2]})}}) ==
        Reason::bad_chain);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto odd = texts;
    for (char& c : odd[i]) {
      if (c == '+') c = '-';
      if (c == '/') c = '_';
    }
    if (odd[i] != texts[i]) CHECK(with_header({{"x5c", list_of(odd)}}) == Reason::bad_chain);
    odd = texts;
    odd[i] = "-----BEGIN CERTIFICATE-----\\n" + texts[i] + "\\n-----END CERTIFICATE-----";
    CHECK(with_header({{"x5c", list_of(odd)}}) == Reason::bad_chain);
    odd = texts;
    odd[i] = std::string(4100, 'A');
    CHECK(with_header({{"x5c", list_of(odd)}}) == Reason::bad_chain);
  }
}

TEST_CASE("certificates that do not end in the pinned root sign nothing", "[purchase]") {
  INFO("cases 66 to 70");
  for (const auto chain : {AppleChain::others, AppleChain::others_under_root,
                           AppleChain::leaf_unmarked, AppleChain::intermediate_unmarked,
                           AppleChain::intermediate_no_authority, AppleChain::leaf_p384}) {
    INFO("chain " << static_cast<int>(chain));
    CHECK(look_at(apple_jws({}, chain)) == Reason::bad_chain);
  }
  const auto& apple = apple_fixtures();
  CHECK(look_at(apple.jws_with(apple.header(AppleChain::leaf_p384), payload(), AppleChain::good)) ==
        Reason::bad_chain);
}

TEST_CASE("certificates must be valid when the document was signed", "[purchase]") {
  INFO("case 71");
  const std::string in_2021 = "1623715200000";
  CHECK(look_at(apple_jws({{"signedDate", in_2021}, {"purchaseDate", in_2021}},
                          AppleChain::leaf_expired)) == Reason::ok);
  CHECK(look_at(apple_jws({}, AppleChain::leaf_expired)) == Reason::bad_chain);
  // What is fetched now must be signed with what is valid now.
  CHECK(look_at(apple_jws({{"signedDate", in_2021}}, AppleChain::leaf_expired), Validity::now) ==
        Reason::bad_chain);
}

TEST_CASE("the day of signing is a whole number that can be", "[purchase]") {
  INFO("case 72");
  CHECK(look_at(apple_jws({{"signedDate", ms_at(30)}})) == Reason::ok);
  CHECK(look_at(apple_jws({{"signedDate", ms_at(60)}})) == Reason::ok);
  for (const std::string& bad :
       {ms_at(61), ms_at(600), std::string(), quoted(ms_at(-60)), std::string("1.7e12"),
        std::string("1622505599999"), std::string("-1"), std::string("9223372036854775807")}) {
    INFO("signedDate " << bad);
    CHECK(look_at(apple_jws({{"signedDate", bad}})) == Reason::token_shape);
  }
}

TEST_CASE("a document is JSON without twins, and not nested deeply", "[purchase]") {
  const auto& apple = apple_fixtures();
  const auto refused = [&](const std::string& text) {
    return look_at(apple.jws(text)) == Reason::token_shape;
  };
  const std::string date = "\"signedDate\":" + ms_at(-60);
  CHECK(look_at(apple.jws("{" + date + "}")) == Reason::ok);
  CHECK(refused("{" + date + "," + date + "}"));
  CHECK(refused("[{" + date + "}]"));
  CHECK(refused("{" + date +
                "} "
                "{}"));
  CHECK(refused("\xEF\xBB\xBF{" + date + "}"));
  CHECK(refused("{" + date + ",\"a\":\"\xFF\"}"));
  CHECK(refused("{" + date + ",\"a\":" + std::string(16, '[') + "1" + std::string(16, ']') + "}"));
  const auto twin_header = "{\"alg\":\"ES256\"," + apple.header(AppleChain::good).substr(1);
  CHECK(look_at(apple.jws_with(twin_header, payload())) == Reason::token_shape);
}
