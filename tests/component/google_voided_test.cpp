#include "purchase/google/voided_purchases.hpp"
#include "support/same_bytes.hpp"
#include "support/store_world.hpp"

#include <spotter/purchase/entitlements/entitlements.hpp>
#include <spotter/purchase/google/verifier.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace std::chrono_literals;
using testing::google_error;
using testing::json_answer;
using testing::ReceivedRequest;
using testing::Script;
using testing::store_epoch;
using testing::voided_entry;
using Names = std::vector<std::string>;
namespace step = testing::step;

namespace {

constexpr std::string_view kList =
    "/play/androidpublisher/v3/applications/com.limajuice.liftlog/purchases/voidedpurchases?";

std::string in_milliseconds(WallTime time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

/// The target of a look at the list from a time on, before or at a page.
std::string target_from(WallTime from, std::string_view page = {}) {
  std::string target(kList);
  target.append("startTime=").append(in_milliseconds(from)).append("&type=1&maxResults=1000");
  if (!page.empty()) target.append("&token=").append(page);
  return target;
}

/// A page with purchases that were voided then; `next`: the page after it.
Script page_of(const Names& tokens, WallTime voided_at, std::string_view next = {}) {
  std::string body = R"({"voidedPurchases":[)";
  for (const std::string& token : tokens) {
    if (!body.ends_with('[')) body += ',';
    body += voided_entry(token, in_milliseconds(voided_at));
  }
  body += ']';
  if (!next.empty())
    body.append(R"(,"tokenPagination":{"nextPageToken":")").append(next).append("\"}");
  return json_answer(200, body + "}");
}

google::ServiceAccount account_of(const google::Settings& settings) {
  std::string why;
  auto account = google::read_service_account(settings, why);
  REQUIRE(account.has_value());
  return std::move(*account);
}

/// The list, on a real client.
class World : public testing::GoogleWorld {
 public:
  World() { settings.push = {}; }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    stop();
    for (const auto* const secret : {"t1", "ya29", "gserviceaccount", "PRIVATE"})
      CHECK_FALSE(log.contains(secret));
  }

  google::VoidedPurchases& voided() {
    if (!voided_) {
      const google::Services with{client,
                                  loop.executor(),
                                  workers,
                                  clock,
                                  pauses,
                                  log,
                                  [this](std::exception_ptr) { ++bugs; }};
      tokens_.emplace(with, account_of(settings), settings);
      voided_.emplace(with, *tokens_, settings, 24h, [this](Names names) {
        named.insert(named.end(), names.begin(), names.end());
        if (on_named) on_named();
      });
    }
    return *voided_;
  }
  Duration look() { return loop.run(voided().look()); }
  /// What comes of these pages.
  Duration look_at(std::deque<Script> pages) {
    mock.play = std::move(pages);
    return look();
  }
  void stop() {
    if (!voided_) return;
    tokens_->cancel();
    loop.run(voided_->stop());
    loop.run(tokens_->stop());
  }
  [[nodiscard]] std::size_t looks() const { return mock.count("/play"); }
  [[nodiscard]] std::string last_target() const { return mock.requests("/play").back()->target; }

  Names named;
  std::function<void()> on_named;
  int bugs = 0;
  /// Every pause is as long as it may be.
  testing::SameBytes pauses{std::byte{0xff}};

 private:
  std::optional<google::AccessTokens> tokens_;
  std::optional<google::VoidedPurchases> voided_;
};

}  // namespace

TEST_CASE("all pages of the list are read, and each purchase is named", "[google]") {
  World world;
  const Duration pause =
      world.look_at({page_of({"t1", "t2"}, store_epoch() - 1h, "p/2"),
                     page_of({}, store_epoch(), "p3"), page_of({"t3"}, store_epoch() - 2h)});
  CHECK(world.named == Names{"t1", "t2", "t3"});
  CHECK(pause == Duration(6h));
  const auto requests = world.mock.requests("/play");
  REQUIRE(requests.size() == 3);
  // As far back as an answer may have been kept.
  const WallTime from = store_epoch() - 24h - 10min;
  CHECK(requests[0]->target == target_from(from));
  CHECK(requests[1]->target == target_from(from, "p%2F2"));
  CHECK(requests[2]->target == target_from(from, "p3"));
  CHECK(world.mock.count("/oauth") == 1);
}

TEST_CASE("the window moves only when the whole list was read", "[google]") {
  World world;
  const WallTime from = store_epoch() - 24h - 10min;
  const Script refusal = json_answer(404, google_error("notFound"));
  // What was read before the failure is named, and read again.
  CHECK(world.look_at({page_of({"t1"}, store_epoch() - 1h, "p2"), refusal}) == Duration(1min));
  CHECK(world.named == Names{"t1"});
  CHECK(world.look_at({refusal}) == Duration(2min));
  CHECK(world.last_target() == target_from(from));
  // An entry without a token may be somebody's refund.
  CHECK(world.look_at({page_of({"t1", ""}, store_epoch() - 1h, "p2"),
                       page_of({"t2"}, store_epoch() - 1h)}) == Duration(4min));
  CHECK(world.named == Names{"t1", "t1", "t2"});
  CHECK(world.look_at({page_of({"t1"}, store_epoch() - 1h)}) == Duration(6h));
  CHECK(world.last_target() == target_from(from));
  world.look_at({page_of({}, store_epoch())});
  CHECK(world.last_target() == target_from(store_epoch() - 1h - 10min));
  // Failures are counted anew.
  CHECK(world.look_at({refusal}) == Duration(1min));
}

TEST_CASE("a missing permission is told once, and once that it is there", "[google]") {
  World world;
  const Script refusal = json_answer(403, google_error("permissionDenied"));
  for (int i = 0; i < 4; ++i)
    world.look_at({refusal});
  CHECK(world.looks() == 4);
  CHECK(world.log.count("google_voided_purchases") == 1);
  CHECK(world.log.contains("condition=permission_missing"));
  CHECK_FALSE(world.log.contains("store_alarm"));
  CHECK(world.voided().standing().name == "google_voided");
  CHECK(world.voided().standing().failures == 4);
  // Its breaker opens, and lets some through: neither is told each time.
  for (int i = 0; i < 3; ++i) {
    world.look();
    world.clock.advance(6min);
  }
  CHECK(world.looks() > 5);
  CHECK(world.log.count("google_voided_purchases") == 1);
  CHECK(world.log.count("store_state") == 1);
  world.look_at({page_of({}, store_epoch())});
  world.look();
  CHECK(world.log.count("google_voided_purchases") == 2);
  CHECK(world.log.contains("condition=well"));
}

TEST_CASE("what goes wrong with the list is told in a word", "[google]") {
  struct Row {
    Script answer;
    std::string_view condition;
  };
  const std::vector<Row> rows = {
      {json_answer(200, "<html>"), "unreadable"},
      {json_answer(400, google_error("invalid")), "refused"},
      {json_answer(401, google_error("authError")), "refused"},
      {json_answer(429, ""), "away"},
      {Script{step::Reset{}}, "away"},
      {page_of({"t1"}, store_epoch(), "p2"), "unreadable"},  // p2 leads to itself
  };
  for (const Row& row : rows) {
    INFO(row.condition);
    World world;
    world.look_at({row.answer});
    CHECK(world.log.count("google_voided_purchases") == 1);
    CHECK(world.log.contains(std::string("condition=").append(row.condition)));
  }
}

TEST_CASE("an access token that is too old is replaced before the list is given up", "[google]") {
  World world;
  CHECK(world.look_at({json_answer(401, google_error("authError")),
                       page_of({"t1"}, store_epoch())}) == Duration(6h));
  CHECK(world.named == Names{"t1"});
  CHECK(world.mock.count("/oauth") == 2);
  CHECK(world.log.lines.empty());
}

TEST_CASE("a list that is too long is read in parts, and moves the window at its end", "[google]") {
  World world;
  int page = 0;
  int last = 1000;
  world.mock.play_by_target = [&](const ReceivedRequest&) {
    world.clock.advance(2s);  // so that the calls a second are not waited for
    ++page;
    const std::string next = page == last ? "" : "p" + std::to_string(page);
    return page_of({"t" + std::to_string(page)}, store_epoch() - 1h, next);
  };
  CHECK(world.look() == Duration(10min));
  CHECK(world.looks() == google::VoidedPurchases::kPagesMax);
  last = page + 2;
  CHECK(world.look() == Duration(6h));
  CHECK(world.mock.requests("/play")[20]->target.ends_with("&token=p20"));
  CHECK(world.named.size() == 22);
  last = page + 1;
  world.look();
  CHECK(world.last_target() == target_from(store_epoch() - 1h - 10min));
  CHECK(world.log.lines.empty());
}

TEST_CASE("the list is looked at again and again, never twice at once", "[google]") {
  World world;
  world.pauses = testing::SameBytes{std::byte{0}};
  world.settings.voided_poll_every = 1ms;
  world.mock.play = {Script{step::AwaitGate{"open"}}, page_of({}, store_epoch())};
  world.mock.play.front().push_back(page_of({"t1"}, store_epoch()).front());
  world.voided().begin();
  REQUIRE(world.loop.turn_until([&] { return world.looks() == 1; }));
  world.clock.advance(10s);
  world.loop.settle();
  CHECK(world.looks() == 1);
  world.mock.upstream.release("open");
  REQUIRE(world.loop.turn_until([&] { return world.looks() == 3; }));
  CHECK(world.named == Names{"t1"});
}

TEST_CASE("a bug with what was named is reported, and the list is looked at again", "[google]") {
  World world;
  world.pauses = testing::SameBytes{std::byte{0}};
  world.settings.voided_poll_every = 1ms;
  world.on_named = [&] {
    if (world.named.size() == 1) throw std::runtime_error("scripted");
  };
  world.mock.play = {page_of({"t1"}, store_epoch() - 1h)};
  world.voided().begin();
  REQUIRE(world.loop.turn_until([&] { return world.named.size() == 2; }));
  CHECK(world.bugs == 1);
  CHECK(world.last_target() == target_from(store_epoch() - 24h - 10min));
}

TEST_CASE("stopping does not wait for a list that hangs, nor for its token", "[google]") {
  for (const bool waits_for_token : {false, true}) {
    INFO(waits_for_token);
    World world;
    world.pauses = testing::SameBytes{std::byte{0}};
    auto& silent = waits_for_token ? world.mock.oauth : world.mock.play;
    silent = {testing::Script{testing::step::Stall{}}};
    world.voided().begin();
    const std::string_view where = waits_for_token ? "/oauth" : "/play";
    REQUIRE(world.loop.turn_until([&] { return world.mock.count(where) == 1; }));
    world.stop();
    // A time-out would have been asked again, and told of.
    CHECK(world.mock.count(where) == 1);
    CHECK(world.log.lines.empty());
  }
}

TEST_CASE("stopping does not wait for the next look", "[google]") {
  World world;
  world.look_at({page_of({}, store_epoch())});
  world.voided().begin();
  world.loop.settle();
  world.stop();
  CHECK(world.looks() == 1);
}

namespace {

/// Everything that keeps answers, with Google's verifier behind it.
class Shop : public testing::GoogleWorld {
 public:
  Shop() {
    settings.push = {};
    settings.voided_poll_every = 1ms;
    mock.play_by_target = [this](const ReceivedRequest& request) {
      if (request.target.starts_with(kList)) return list;
      ++questions;
      return json_answer(200, refunded ? R"({"purchaseState":1})" : R"({"purchaseState":0})");
    };
  }
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;
  ~Shop() {
    verifier->cancel();
    loop.run(entitlements->stop());
    loop.run(verifier->stop());
  }

  void open() {
    const google::Services with{client, loop.executor(), workers, clock, no_pauses, log, on_bug};
    auto made = google::make_verifier(with, settings);
    verifier = made.get();
    std::vector<std::unique_ptr<Verifier>> verifiers;
    verifiers.push_back(std::move(made));
    entitlements = std::make_unique<entitlements::Entitlements>(
        entitlements::Entitlements::Services{loop.executor(), clock, no_pauses, log, on_bug},
        entitlements::Settings{}, std::move(verifiers),
        std::vector<std::unique_ptr<Notifications>>{});
    verifier->watch_voided(24h, [this](const Names& names) {
      entitlements->forget(Store::google, names);
      ++times_named;
    });
  }
  Reason ask(const std::string& token) {
    Credential credential{Store::google, Secret(token)};
    const TimePoint deadline = clock.now() + 8s;
    auto judging = entitlements->judge(std::move(credential), {}, deadline, {});
    return loop.run(std::move(judging)).entitlement.reason;
  }
  [[nodiscard]] std::size_t looks() const { return mock.count(kList); }

  Script list = page_of({}, store_epoch());
  bool refunded = false;
  int questions = 0;
  int times_named = 0;
  shard::TaskGroup::OnBug on_bug = [](std::exception_ptr bug) { std::rethrow_exception(bug); };
  testing::SameBytes no_pauses{std::byte{0}};
  google::GoogleVerifier* verifier = nullptr;
  std::unique_ptr<entitlements::Entitlements> entitlements;
};

}  // namespace

TEST_CASE("a kept purchase is asked for again after the list named it", "[google]") {
  Shop shop;
  shop.open();
  CHECK(shop.ask("payer") == Reason::ok);
  CHECK(shop.ask("another") == Reason::ok);
  CHECK(shop.ask("payer") == Reason::ok);
  CHECK(shop.questions == 2);
  REQUIRE(shop.loop.turn_until([&] { return shop.looks() >= 1; }));
  CHECK(shop.times_named == 0);
  shop.refunded = true;
  shop.list = page_of({"payer"}, store_epoch());
  REQUIRE(shop.loop.turn_until([&] { return shop.times_named >= 1; }));
  CHECK(shop.ask("payer") == Reason::canceled);
  CHECK(shop.ask("another") == Reason::ok);
  CHECK(shop.questions == 3);
  CHECK(shop.verifier->standings().back().name == "google_voided");
}

TEST_CASE("a list that nobody may see keeps no purchase from being asked for", "[google]") {
  Shop shop;
  shop.list = json_answer(403, google_error("permissionDenied"));
  shop.open();
  const auto list_is_left_alone = [&shop] {
    return shop.verifier->standings().back().state != resilience::Breaker::State::closed;
  };
  REQUIRE(shop.loop.turn_until([&] { return list_is_left_alone(); }));
  CHECK(shop.ask("payer") == Reason::ok);
  CHECK(shop.mock.count("/oauth") == 1);
}

TEST_CASE("where Google pushes, or the list is not wanted, nobody looks at it", "[google]") {
  for (const bool pushed : {true, false}) {
    INFO(pushed);
    Shop shop;
    if (pushed) shop.settings.push.audience = "https://spotter.example/webhooks/google-play";
    if (pushed) shop.settings.push.service_account = "push@tests.iam.gserviceaccount.com";
    if (!pushed) shop.settings.voided_poll_every = 0s;
    shop.open();
    CHECK(shop.ask("payer") == Reason::ok);
    shop.loop.settle();
    CHECK(shop.looks() == 0);
    CHECK(shop.verifier->standings().size() == 3);
  }
}
