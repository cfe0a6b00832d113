#include "support/apple_fixtures.hpp"
#include "support/source_tree.hpp"
#include "support/test_keys.hpp"

#include <spotter/purchase/apple/ledger.hpp>
#include <spotter/purchase/apple/settings.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::purchase::apple;
using namespace spotter::testing;

namespace {

Settings settings() {
  Settings made;
  made.bundle_id = "com.limajuice.liftlog";
  made.issuer_id = "issuer";
  made.key_id = "key";
  made.private_key = Secret(apple_fixtures().api_key_pem());
  return made;
}

bool faulty(const Settings& how, std::string_view setting) {
  const auto fault = fault_in(how);
  INFO(fault);
  return fault.find(setting) != std::string::npos;
}

}  // namespace

TEST_CASE("good settings of the App Store have no fault, nor has a store that is off",
          "[purchase]") {
  CHECK(fault_in(settings()).empty());
  CHECK(fault_in(Settings()).empty());
  CHECK_FALSE(is_configured(Settings()));
  auto local = settings();
  local.base_url = "http://127.0.0.1:8099/apple-prod";
  local.sandbox_base_url = "http://[::1]:8099/apple-sbx";
  local.verify_receipt_url = "http://localhost:8099/vr-prod/verifyReceipt";
  local.root_ca_file = apple_fixtures().root_file();
  CHECK(fault_in(local).empty());
  CHECK_FALSE(warning_in(local).empty());
  CHECK(warning_in(settings()).empty());
  auto keyless = Settings();
  keyless.bundle_id = "com.limajuice.liftlog";
  CHECK(fault_in(keyless).empty());
}

TEST_CASE("the App Store's key is three settings, or none", "[purchase]") {
  INFO("case 143");
  for (auto clear :
       {+[](Settings& how) { how.issuer_id.clear(); }, +[](Settings& how) { how.key_id.clear(); },
        +[](Settings& how) { how.private_key = Secret(); }}) {
    auto how = settings();
    clear(how);
    CHECK(faulty(how, "APPLE_ISSUER_ID"));
  }
  auto how = settings();
  how.private_key = Secret("no key");
  CHECK(faulty(how, "APPLE_PRIVATE_KEY"));
  how.private_key = Secret(TestKey::rsa().private_pem());
  CHECK(faulty(how, "APPLE_PRIVATE_KEY"));
  how = settings();
  how.bundle_id.clear();
  CHECK(faulty(how, "APPLE_BUNDLE_ID"));
  how = Settings();
  how.bundle_id = "com.limajuice.liftlog";
  how.allow_transaction_ids = true;
  CHECK(faulty(how, "APPLE_ALLOW_TRANSACTION_ID"));
}

TEST_CASE("the App Store is asked over TLS at a plain URL", "[purchase]") {
  for (const char* url :
       {"http://api.storekit.apple.com", "http://10.0.0.1", "http://127.evil.example", "ftp://x",
        "api.storekit.apple.com", "https://user@host", "https://host?x=1", "https://host#x",
        "https:///path", "https://"}) {
    INFO(url);
    auto how = settings();
    how.base_url = url;
    CHECK(faulty(how, "APPLE_BASE_URL"));
    how = settings();
    how.sandbox_base_url = url;
    CHECK(faulty(how, "APPLE_SANDBOX_BASE_URL"));
    how = settings();
    how.verify_receipt_url = std::string(url) + "/verifyReceipt";
    CHECK(faulty(how, "APPLE_VERIFY_RECEIPT_URL"));
  }
  for (const char* url : {"https://buy.itunes.apple.com", "https://buy.itunes.apple.com/"}) {
    auto how = settings();
    how.sandbox_verify_receipt_url = url;
    CHECK(faulty(how, "APPLE_SANDBOX_VERIFY_RECEIPT_URL"));
  }
}

TEST_CASE("other settings of the App Store must make sense", "[purchase]") {
  auto how = settings();
  how.product_ids.clear();
  CHECK(faulty(how, "APPLE_PRODUCT_ID"));
  how.product_ids = {"pro", ""};
  CHECK(faulty(how, "APPLE_PRODUCT_ID"));
  how = settings();
  how.root_ca_file = "/nowhere/root.pem";
  CHECK(faulty(how, "APPLE_ROOT_CA_FILE"));
  how.root_ca_file = testing::source_path("data/prices.json");
  CHECK(faulty(how, "APPLE_ROOT_CA_FILE"));
  how = settings();
  how.offline_trust = std::chrono::seconds(-1);
  CHECK(faulty(how, "APPLE_OFFLINE_TRUST_SECONDS"));
}

TEST_CASE("the later signature counts in the ledger, whatever comes first", "[purchase]") {
  CHECK(outweighs({true, 2}, {false, 1}));
  CHECK(outweighs({false, 2}, {true, 1}));
  CHECK_FALSE(outweighs({true, 1}, {false, 2}));
  CHECK(outweighs({true, 1}, {false, 1}));
  CHECK_FALSE(outweighs({false, 1}, {true, 1}));
  CHECK_FALSE(outweighs({true, 1}, {true, 1}));
  CHECK(ledger_key("production", "1") != ledger_key("sandbox", "1"));
}
