#include "support/store_world.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/purchase/google/notifications.hpp>
#include <spotter/shard/task_group.hpp>

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

class World : public testing::GoogleWorld {
 public:
  World() { publish("p1", push_key()); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    loop.run(notifications().stop());
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
  google::GoogleNotifications& notifications() {
    if (!notifications_) notifications_ = google::make_notifications(services(), settings);
    return *notifications_;
  }
  Task<Notice> reading(const std::string& token, Duration within = 2s) {
    Message message;
    message.headers = {{"authorization", "Bearer " + token}};
    message.body = std::string(R"({"message":{"data":")")
                       .append(to_base64url(as_bytes(kVoided)))
                       .append(R"(","messageId":"m1"},"subscription":"projects/p/s"})");
    return notifications().read(std::move(message), clock.now() + within);
  }
  Notice read(const std::string& token) { return loop.run(reading(token)); }
  [[nodiscard]] std::size_t fetches() const { return mock.count("/jwks"); }

 private:
  std::unique_ptr<google::GoogleNotifications> notifications_;
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

TEST_CASE("keys that are being fetched are waited for no longer when the store is left",
          "[google]") {
  World world;
  world.mock.jwks = {testing::Script{testing::step::Stall{}}};
  std::vector<int> answers;
  const auto one = [&world, &answers]() -> Task<void> {
    const Notice notice = co_await world.reading(world.jws(), 1h);
    answers.push_back(notice.status);
  };
  shard::TaskGroup tasks(world.loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  // The second waits for the first one's fetch.
  tasks.spawn(one());
  tasks.spawn(one());
  REQUIRE(world.loop.turn_until([&] { return world.fetches() == 1; }));
  CHECK(answers.empty());
  world.loop.run(world.notifications().stop());
  CHECK(answers == std::vector<int>{503, 503});
  world.loop.run(tasks.join());
  CHECK(world.read(world.jws()).status == 503);
  CHECK(world.fetches() == 1);
}
