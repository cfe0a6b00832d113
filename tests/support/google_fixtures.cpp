#include "support/google_fixtures.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/codec/query.hpp>

#include <algorithm>

namespace spotter::testing {
namespace {

constexpr std::string_view kEmail = "spotter@tests.iam.gserviceaccount.com";
constexpr std::string_view kAudience = "https://oauth2.googleapis.com/token";
constexpr std::string_view kScope = "https://www.googleapis.com/auth/androidpublisher";

struct Jws {
  std::string header;
  std::string payload;
  std::string signed_text;
  std::string signature;
};
Jws split(std::string_view jws) {
  const auto first = jws.find('.');
  const auto second = jws.rfind('.');
  if (first == std::string_view::npos || first == second) return {};
  return {from_base64(jws.substr(0, first)).value_or(""),
          from_base64(jws.substr(first + 1, second - first - 1)).value_or(""),
          std::string(jws.substr(0, second)), from_base64(jws.substr(second + 1)).value_or("")};
}

std::string text_in(const std::string& json, std::string_view key) {
  codec::JsonParser parser;
  const auto document = parser.parse(json);
  const auto value = document ? document->get(key) : std::nullopt;
  return std::string(value ? value->string().value_or("") : "");
}
std::int64_t number_in(const std::string& json, std::string_view key) {
  codec::JsonParser parser;
  const auto document = parser.parse(json);
  const auto value = document ? document->get(key) : std::nullopt;
  return value ? value->integer().value_or(0) : 0;
}

}  // namespace

WallTime store_epoch() {
  return *parse_rfc3339("2026-01-15T12:00:00Z");
}

std::string unix_seconds(WallTime time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

std::string service_account_json(const TestKey& key) {
  std::string json = R"({"type":"service_account","private_key_id":"k1","client_email":")";
  json.append(kEmail).append(R"(","private_key":)");
  codec::append_json_string(json, key.private_pem());
  return json.append(R"(,"token_uri":"https://elsewhere.example/token"})");
}

purchase::google::Settings google_settings(const std::string& upstream_url) {
  purchase::google::Settings settings;
  settings.service_account_json = Secret(service_account_json(TestKey::rsa()));
  settings.base_url = upstream_url + "/play";
  settings.token_url = upstream_url + "/oauth/token";
  settings.push.keys_url = upstream_url + "/jwks/certs";
  settings.push.audience = "https://spotter.example/webhooks/google-play";
  settings.push.service_account = "push@tests.iam.gserviceaccount.com";
  return settings;
}

GoogleMock::GoogleMock(Loop& loop, const Clock& clock) : upstream(loop), clock_(clock) {
  upstream.otherwise([this](const ReceivedRequest& request) { return answer(request); });
}

std::vector<const ReceivedRequest*> GoogleMock::requests(std::string_view prefix) const {
  std::vector<const ReceivedRequest*> found;
  for (const ReceivedRequest& request : upstream.requests()) {
    if (request.target.starts_with(prefix)) found.push_back(&request);
  }
  return found;
}

std::size_t GoogleMock::acknowledged() const {
  const auto all = requests("/play");
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(),
      [](const ReceivedRequest* request) { return request->target.ends_with(":acknowledge"); }));
}

Script GoogleMock::grant(int expires_in) {
  access_token_ = "ya29.test-" + std::to_string(++tokens_given_);
  return json_answer(200, std::string(R"({"access_token":")")
                              .append(access_token_)
                              .append(R"(","token_type":"Bearer","expires_in":)")
                              .append(std::to_string(expires_in))
                              .append("}"));
}

Script GoogleMock::take(std::deque<Script>& scripts) {
  Script script = scripts.front();
  if (scripts.size() > 1) scripts.pop_front();
  return script;
}

Script GoogleMock::answer(const ReceivedRequest& request) {
  if (request.target == "/oauth/token") {
    const std::string what = assertion_fault(request);
    if (!what.empty()) return fault(what);
    return oauth.empty() ? grant() : take(oauth);
  }
  if (request.target.starts_with("/jwks/") && request.method == "GET" && !jwks.empty())
    return take(jwks);
  if (!request.target.starts_with("/play/androidpublisher/v3/applications/com.limajuice.liftlog/"))
    return fault("an unknown target");
  if (request.header("authorization") != "Bearer " + access_token_)
    return json_answer(401, google_error("authError"));
  if (request.header("accept") != "application/json") return fault("no Accept");
  if (request.target.ends_with(":acknowledge")) {
    if (request.method != "POST" || request.body != "{}" ||
        request.header("content-type") != "application/json")
      return fault("not an acknowledgement");
    return acknowledgements.empty() ? json_answer(200, "") : take(acknowledgements);
  }
  if (request.method != "GET" || !request.body.empty()) return fault("not a question");
  if (play_by_target) return play_by_target(request);
  return play.empty() ? fault("nothing to answer") : take(play);
}

Script GoogleMock::fault(const std::string& what) {
  faults.push_back(what);
  return json_answer(418, "{}");
}

std::string GoogleMock::assertion_fault(const ReceivedRequest& request) const {
  if (request.method != "POST") return "not a POST";
  if (request.header("content-type") != "application/x-www-form-urlencoded") return "not a form";
  const auto form = codec::Query::parse(request.body);
  if (!form || form->parameters().size() != 2) return "not a form of two";
  if (form->get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer")
    return "another grant type";
  const Jws jws = split(form->get("assertion").value_or(""));
  if (!TestKey::rsa().verifies(jws.signed_text, jws.signature)) return "a wrong signature";
  if (text_in(jws.header, "alg") != "RS256" || text_in(jws.header, "typ") != "JWT")
    return "another algorithm";
  const std::string key_id = text_in(jws.header, "kid");
  if (!key_id.empty() && key_id != "k1") return "another key";
  if (text_in(jws.payload, "iss") != kEmail || text_in(jws.payload, "scope") != kScope ||
      text_in(jws.payload, "aud") != kAudience)
    return "other claims";
  if (jws.payload.find("\"sub\"") != std::string::npos) return "a subject";
  const auto issued = number_in(jws.payload, "iat");
  const auto lives = number_in(jws.payload, "exp") - issued;
  const auto age = std::stoll(unix_seconds(clock_.wall_now())) - issued;
  if (lives <= 0 || lives > 3600) return "a life of more than an hour";
  if (age < 0 || age > 60) return "another time";
  return {};
}

Script json_answer(int status, std::string_view body, const Headers& more) {
  Headers headers{{"Content-Type", "application/json"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return {step::Send{http_response(status, headers, body)}};
}

std::string google_error(std::string_view reason) {
  return std::string(R"({"error":{"code":400,"message":"No.","errors":[{"reason":")")
      .append(reason)
      .append(R"(","domain":"androidpublisher"}]}})");
}

std::string voided_entry(std::string_view token, std::string_view voided_at) {
  return std::string(R"({"kind":"androidpublisher#voidedPurchase","purchaseToken":")")
      .append(token)
      .append(R"(","purchaseTimeMillis":"1767225600000","voidedTimeMillis":")")
      .append(voided_at)
      .append(R"(","orderId":"GPA.1234-5678-9012-34567","voidedSource":0,"voidedReason":1})");
}

std::string key_set(std::string_view key_id, const TestKey& key) {
  return std::string(R"({"keys":[{"kty":"RSA","alg":"RS256","use":"sig","kid":")")
      .append(key_id)
      .append(R"(","n":")")
      .append(key.modulus())
      .append(R"(","e":")")
      .append(key.exponent())
      .append(R"("}]})");
}

}  // namespace spotter::testing
