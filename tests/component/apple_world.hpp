#pragma once

#include "support/apple_fixtures.hpp"
#include "support/loop.hpp"
#include "support/recording_log.hpp"
#include "support/scripted_upstream.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/crypto/compact_jws.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/purchase/apple/apple_store.hpp>

#include <catch2/catch.hpp>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::testing {

/// One server that plays Apple: the App Store Server API and verifyReceipt of both environments,
/// each below a prefix. It checks what it is sent, and answers as the test says, in that order.
class AppleUpstream {
 public:
  AppleUpstream(Loop& loop, const AppleClock& clock) : clock_(clock), server_(loop) {
    server_.otherwise([this](const ReceivedRequest& request) { return answer(request); });
  }

  [[nodiscard]] std::string url(std::string_view path) const { return server_.url(path); }
  /// For the next request below the prefix: "/apple-prod", "/apple-sbx", "/vr-prod", "/vr-sbx".
  void reply(const std::string& prefix, int status, std::string_view body, Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    scripts_[prefix].push_back({step::Send{http_response(status, headers, body)}});
  }

  /// The targets so far, since the last time.
  std::vector<std::string> targets() {
    std::vector<std::string> all;
    for (; seen_ < server_.requests().size(); ++seen_)
      all.push_back(server_.requests()[seen_].target);
    return all;
  }
  [[nodiscard]] const ReceivedRequest& last() const { return server_.requests().back(); }
  [[nodiscard]] const std::vector<std::string>& faults() const noexcept { return faults_; }

 private:
  Script answer(const ReceivedRequest& request) {
    const std::string prefix = request.target.substr(0, request.target.find('/', 1));
    const bool api = prefix.starts_with("/apple-");
    check(api ? request.method == "GET" : request.method == "POST", "method");
    check(request.header("accept") == "application/json", "accept");
    check(request.header("user-agent").starts_with("spotter/"), "user agent");
    if (api) check_token(request.header("authorization"));
    if (!api) check(request.header("content-type") == "application/json", "content type");
    if (!api) check(request.header("authorization").empty(), "authorization");
    auto& waiting = scripts_[prefix];
    if (waiting.empty()) {
      faults_.push_back("unexpected: " + request.target);
      return {step::Send{http_response(418, {}, "")}};
    }
    Script script = std::move(waiting.front());
    waiting.pop_front();
    return script;
  }

  void check_token(std::string_view value) {
    check(value.starts_with("Bearer "), "bearer");
    const auto token = value.substr(std::min<std::size_t>(value.size(), 7));
    check(apple_fixtures().api_token_is_signed(token), "signature of the token");
    const auto jws = crypto::split_jws(token);
    check(jws.has_value(), "form of the token");
    if (!jws) return;
    codec::JsonParser parser;
    const auto header = parser.parse(jws->header).value();
    check(header.get("alg")->string() == "ES256", "alg");
    check(header.get("kid")->string() == "2X9R4HXF34", "kid");
    check(header.get("typ")->string() == "JWT", "typ");
    const auto claims = parser.parse(jws->payload).value();
    check(claims.get("iss")->string() == "issuer", "iss");
    check(claims.get("aud")->string() == "appstoreconnect-v1", "aud");
    check(claims.get("bid")->string() == "com.limajuice.liftlog", "bid");
    const auto issued = claims.get("iat")->integer().value_or(0);
    const auto end = claims.get("exp")->integer().value_or(0);
    const auto now = clock_.wall_ms() / 1000;
    check(issued <= now && now - issued < 300, "iat");
    check(end > now && end - issued <= 3600, "exp");
  }

  void check(bool good, const char* what) {
    if (!good) faults_.emplace_back(what);
  }

  const AppleClock& clock_;
  ScriptedUpstream server_;
  std::map<std::string, std::deque<Script>> scripts_;
  std::vector<std::string> faults_;
  std::size_t seen_ = 0;
};

/// The store on a real client, against that server.
class AppleWorld {
 public:
  AppleWorld() {
    settings.bundle_id = "com.limajuice.liftlog";
    settings.issuer_id = "issuer";
    settings.key_id = "2X9R4HXF34";
    settings.private_key = Secret(apple_fixtures().api_key_pem());
    settings.app_id = 1234567890;
    settings.base_url = upstream.url("/apple-prod/");
    settings.sandbox_base_url = upstream.url("/apple-sbx");
    settings.verify_receipt_url = upstream.url("/vr-prod/verifyReceipt");
    settings.sandbox_verify_receipt_url = upstream.url("/vr-sbx/verifyReceipt");
    settings.root_ca_file = apple_fixtures().root_file();
    ledger = purchase::apple::make_memory_ledger();
  }
  AppleWorld(const AppleWorld&) = delete;
  AppleWorld& operator=(const AppleWorld&) = delete;
  ~AppleWorld() {
    CHECK(upstream.faults() == std::vector<std::string>{});
    verifier_.reset();
    notifications_.reset();
    loop.run(client.stop());
  }

  /// Without the key: nobody is asked.
  void go_offline() { settings.online_check = false; }

  purchase::apple::Services services() {
    return {client, workers, loop.executor(), clock, entropy, log, *ledger};
  }
  purchase::apple::AppleVerifier& verifier() {
    if (!verifier_) verifier_ = purchase::apple::make_verifier(services(), settings);
    return *verifier_;
  }
  purchase::Examined examine(const std::string& token) {
    purchase::Credential credential{purchase::Store::apple, Secret(token)};
    return loop.run(verifier().examine(std::move(credential), deadline()));
  }
  /// What a token comes to.
  purchase::Entitlement judge(const std::string& token) {
    auto examined = examine(token);
    if (auto* final = std::get_if<purchase::Entitlement>(&examined)) return std::move(*final);
    return loop.run(verifier().ask(std::move(std::get<purchase::Question>(examined)), deadline()));
  }
  purchase::Notice hear(const std::string& body) {
    if (!notifications_) notifications_ = purchase::apple::make_notifications(services(), settings);
    purchase::Message message{{}, body};
    return loop.run(notifications_->read(std::move(message), deadline()));
  }
  /// A process that begins anew with the same ledger.
  void restart() {
    verifier_.reset();
    notifications_.reset();
  }
  [[nodiscard]] TimePoint deadline() const { return clock.now() + std::chrono::seconds(8); }

  /// An answer of the API with this transaction.
  static std::string fresh(const JsonMembers& changes = {}, AppleChain chain = AppleChain::good) {
    return json_object({{"signedTransactionInfo", quoted(apple_jws(changes, chain))}});
  }
  static std::string error(std::int64_t code) {
    return json_object({{"errorCode", std::to_string(code)}});
  }

  Loop loop;
  AppleClock clock;
  AppleUpstream upstream{loop, clock};
  shard::WorkerPool workers{1, 16};
  http_client::HttpClient client{loop.executor(), workers, {}};
  crypto::SystemEntropy entropy;
  RecordingLog log;
  std::unique_ptr<purchase::apple::Ledger> ledger;
  purchase::apple::Settings settings;

 private:
  std::unique_ptr<purchase::apple::AppleVerifier> verifier_;
  std::unique_ptr<purchase::Notifications> notifications_;
};

}  // namespace spotter::testing
