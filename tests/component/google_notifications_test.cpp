#include "support/google_fixtures.hpp"
#include "support/loop.hpp"
#include "support/recording_log.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/purchase/google/notifications.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace std::chrono_literals;
using testing::json_answer;
using testing::key_set;
using testing::TestKey;
using Names = std::vector<std::string>;

namespace {

constexpr std::string_view kVoided =
    R"({"packageName":"com.limajuice.liftlog","voidedPurchaseNotification":{"purchaseToken":"t1"}})";

/// The key that Pub/Sub signs with.
const TestKey& push_key() {
  return TestKey::other_rsa();
}

class World {
 public:
  World() { publish("p1", push_key()); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    notifications_.reset();
    loop.run(client.stop());
    CHECK(mock.faults.empty());
    CHECK_FALSE(log.contains("t1"));
  }

  void publish(std::string_view key_id, const TestKey& key) {
    mock.jwks = {json_answer(200, key_set(key_id, key),
                             {{"Cache-Control", "public, max-age=3600, must-revalidate"}})};
  }
  [[nodiscard]] std::string claims() const {
    return std::string(R"({"iss":"https://accounts.google.com","aud":")")
        .append(settings.push.audience)
        .append(R"(","email":")")
        .append(settings.push.service_account)
        .append(R"(","email_verified":true,"iat":)")
        .append(testing::unix_seconds(clock.wall_now()))
        .append(R"(,"exp":)")
        .append(testing::unix_seconds(clock.wall_now() + 1h))
        .append("}");
  }
  [[nodiscard]] std::string jws(std::string_view key_id = "p1",
                                const TestKey& key = push_key()) const {
    return key.jws(std::string(R"({"alg":"RS256","kid":")").append(key_id).append(R"("})"),
                   claims());
  }
  Notice read(const std::string& token, std::string_view news = kVoided) {
    if (!notifications_) {
      const google::Services services{
          client, loop.executor(), workers, clock, entropy, log, [](std::exception_ptr bug) {
            std::rethrow_exception(bug);
          }};
      notifications_ = google::make_notifications(services, settings);
    }
    Message message;
    message.headers = {{"authorization", "Bearer " + token}};
    message.body = std::string(R"({"message":{"data":")")
                       .append(to_base64url(as_bytes(news)))
                       .append(R"(","messageId":"m1"},"subscription":"projects/p/s"})");
    return loop.run(notifications_->read(std::move(message), clock.now() + 2s));
  }
  [[nodiscard]] std::size_t fetches() const { return mock.count("/jwks"); }

  testing::Loop loop;
  testing::StoreClock clock;
  crypto::SystemEntropy entropy;
  testing::RecordingLog log;
  shard::WorkerPool workers{2, 64};
  http_client::HttpClient client{loop.executor(), workers, {}};
  testing::GoogleMock mock{loop, clock};
  google::Settings settings = testing::google_settings(mock.upstream.url(""));

 private:
  std::unique_ptr<Notifications> notifications_;
};

}  // namespace

TEST_CASE("a pushed message that Google signed names its purchase", "[google]") {
  // Case 126, without the cache that forgets it.
  World world;
  const Notice notice = world.read(world.jws());
  CHECK(notice.status == 204);
  CHECK(notice.names == Names{"t1"});
  CHECK(notice.id == "m1");
  CHECK(notice.kind == "voided_purchase");
  CHECK(world.read(world.jws()).status == 204);
  CHECK(world.fetches() == 1);
}

TEST_CASE("a push token of another key, another content or another algorithm is refused",
          "[google]") {
  // Case 127.
  World world;
  REQUIRE(world.read(world.jws()).status == 204);
  const auto refused = [&world](const std::string& token) {
    const Notice notice = world.read(token);
    return notice.status == 401 && notice.names.empty();
  };
  CHECK(refused(world.jws("p1", TestKey::rsa())));
  std::string changed = world.jws();
  changed[changed.size() - 10] = changed[changed.size() - 10] == 'A' ? 'B' : 'A';
  CHECK(refused(changed));
  // HS256, with what is published as the secret.
  std::string text = to_base64url(as_bytes(R"({"alg":"HS256","kid":"p1"})"));
  text.append(".").append(to_base64url(as_bytes(world.claims())));
  const auto mac = crypto::hmac_sha256(push_key().public_pem(), text);
  CHECK(refused(text + "." + to_base64url(mac)));
  // RS256 in the header, HS256 in truth.
  std::string disguised = to_base64url(as_bytes(R"({"alg":"RS256","kid":"p1"})"));
  disguised.append(".").append(to_base64url(as_bytes(world.claims())));
  const auto other_mac = crypto::hmac_sha256(push_key().public_pem(), disguised);
  CHECK(refused(disguised + "." + to_base64url(other_mac)));
  const std::string none = to_base64url(as_bytes(R"({"alg":"none","kid":"p1"})"));
  CHECK(refused(none + "." + to_base64url(as_bytes(world.claims())) + "."));
  CHECK(refused(""));
  CHECK(world.fetches() == 1);
}

TEST_CASE("whoever cannot name the subscription makes nobody fetch keys", "[google]") {
  World world;
  const std::string token = world.jws();
  world.clock.advance(2h);
  CHECK(world.read(token).status == 401);
  world.settings.push.audience = "https://elsewhere.example";
  CHECK(world.read(world.jws()).status == 401);
  CHECK(world.fetches() == 0);
}

TEST_CASE("an unknown key makes the keys be fetched again, once a minute", "[google]") {
  // Case 129.
  World world;
  REQUIRE(world.read(world.jws()).status == 204);
  REQUIRE(world.fetches() == 1);
  CHECK(world.read(world.jws("p2", TestKey::rsa())).status == 401);
  CHECK(world.read(world.jws("p2", TestKey::rsa())).status == 401);
  CHECK(world.read(world.jws("p3", TestKey::rsa())).status == 401);
  CHECK(world.fetches() == 2);
  world.clock.advance(61s);
  world.publish("p2", TestKey::rsa());
  CHECK(world.read(world.jws("p2", TestKey::rsa())).status == 204);
  CHECK(world.fetches() == 3);
  // The old key is gone with its set.
  CHECK(world.read(world.jws("p1")).status == 401);
}

TEST_CASE("keys are kept as long as their answer says", "[google]") {
  World world;
  REQUIRE(world.read(world.jws()).status == 204);
  world.clock.advance(59min);
  CHECK(world.read(world.jws()).status == 204);
  CHECK(world.fetches() == 1);
  world.clock.advance(2min);
  CHECK(world.read(world.jws()).status == 204);
  CHECK(world.fetches() == 2);
}

TEST_CASE("while the keys are away, messages are to be sent again", "[google]") {
  World world;
  world.mock.jwks = {json_answer(404, "")};
  const Notice away = world.read(world.jws());
  CHECK(away.status == 503);
  CHECK(away.names.empty());
  CHECK(world.log.contains("google_keys_unreadable"));
  world.publish("p1", push_key());
  CHECK(world.read(world.jws()).status == 204);
  // The set is there, a newer one is not.
  world.mock.jwks = {json_answer(404, "")};
  CHECK(world.read(world.jws("p2", TestKey::rsa())).status == 503);
}
