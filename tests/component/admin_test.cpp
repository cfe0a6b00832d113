#include "support/json_document.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"

#include <spotter/admin/admin.hpp>
#include <spotter/codec/utf8.hpp>
#include <spotter/crypto/random.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace spotter;
using namespace std::chrono_literals;
using admin::Drain;
using admin::Phase;
using admin::Wish;
using testing::Document;

namespace {

constexpr const char* kKey = "a-key-of-administrators";
constexpr std::array<std::string_view, 3> kRooms = {"chat", "purchase/apple", "purchase/google"};

/// Keeps what was recorded as "event target outcome".
class RecordingAudit final : public telemetry::Audit {
 public:
  using telemetry::Audit::event;
  void event(std::string_view name, const telemetry::Action& action,
             std::initializer_list<telemetry::Field> more) override {
    for (const telemetry::Field& field : more) {
      if (field.name == "repeated") repeated.push_back(std::get<std::int64_t>(field.value));
    }
    std::string line(name);
    line.append(" ").append(action.target).append(" ").append(action.outcome);
    lines.push_back(std::move(line));
  }
  std::vector<std::string> lines;
  std::vector<std::int64_t> repeated;  ///< of refused keys, line by line
};

class FakeTallies final : public rate_limit::Tallies {
 public:
  Task<rate_limit::Tally> look(std::string subject) override {
    rate_limit::Tally tally;
    tally.used = used[subject];
    tally.limit = 20;
    co_return tally;
  }
  Task<Result<void>> forget(std::string subject) override {
    if (away) co_return Error{Errc::unavailable, "away"};
    used[subject] = 0;
    co_return Result<void>();
  }
  Task<std::vector<std::string>> find(std::string prefix) override {
    std::vector<std::string> found;
    for (const auto& [subject, count] : used) {
      if (subject.starts_with(prefix)) found.push_back(subject);
    }
    co_return found;
  }
  std::map<std::string, std::size_t> used;
  bool away = false;
};

class FakeSession final : public api::Sessions::Live {
 public:
  explicit FakeSession(std::string id) {
    label_.id = std::move(id);
    label_.subject = "5e884898";
    label_.store = "Web";
  }
  [[nodiscard]] const api::Sessions::Label& label() const noexcept override { return label_; }
  [[nodiscard]] api::Sessions::Seen look() const override {
    hub::Standing standing;
    standing.version = 2;
    return {label_, standing, false, 4, chat::Outcome::stopped};
  }
  void dismiss(hub::Close close) override { dismissed.push_back(close); }
  std::vector<hub::Close> dismissed;

 private:
  api::Sessions::Label label_;
};

/// One shard's router, and the administration on it.
struct Part {
  explicit Part(admin::Services services) : admin(std::move(services)) { admin.add_routes(router); }
  server::Router router{server::CorsPolicy{}};
  admin::Admin admin;
};

/// Two shards; requests come to the second, the board is on the first.
class World {
 public:
  World() {
    shards_.start([](std::exception_ptr bug) { std::rethrow_exception(bug); });
    shards_.run_everywhere([this](shard::ShardId id) {
      limits_.emplace_local(api::AbuseLimits::Settings{});
      sessions_.emplace_local();
      for (const int number : {0, 1, 2}) {
        auto session = std::make_unique<FakeSession>(
            std::string(1, static_cast<char>('a' + number)) + std::to_string(id));
        sessions_.local().enter(*session);
        fakes[id].push_back(std::move(session));
      }
      if (id != 0) return;
      std::string why;
      std::vector<llm::failover::Board::Seat> seats{{"openai", "gpt"}, {"offline", ""}};
      auto prices = ledger::PriceList::parse(R"({"prices":[]})", why);
      boards_.emplace_local(std::move(seats), policy_, ledger::Ledger(std::move(*prices), {}),
                            clock, log_, [](auto, auto) {});
    });
    shards_.run_everywhere([this](shard::ShardId) {
      const admin::Services services{
          clock,     entropy_, audit, levels,  limits_,
          sessions_, boards_,  0,     tallies, [this](Wish wish) { return drain(wish); }};
      parts_.emplace_local(services).admin.set_key(Secret(kKey));
    });
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    shards_.run_everywhere([this](shard::ShardId) {
      parts_.reset_local();
      boards_.reset_local();
      sessions_.reset_local();
      limits_.reset_local();
    });
    shards_.stop();
  }

  void set_key(const Secret& key) {
    shards_.run_everywhere([&](shard::ShardId) { parts_.local().admin.set_key(key); });
  }
  void show(std::shared_ptr<const admin::SettingsView> view) {
    shards_.run_everywhere([&](shard::ShardId) { parts_.local().admin.show(view); });
  }

  server::Response ask(std::string method, std::string target, std::string body = {},
                       const std::string& key = kKey) {
    server::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    request.peer = "192.0.2.1";
    request.headers = {{"Authorization", "Bearer " + key}};
    clock.advance(1s);  // nobody asks too often here
    auto handling = handle(std::move(request));
    auto answered = asio::co_spawn(shards_.executor(1), std::move(handling), asio::use_future);
    return std::get<server::Response>(answered.get());
  }

  server::Response refuse(std::string target, int status) {
    server::Request request;
    request.target = std::move(target);
    server::Response refused;
    shards_.run_everywhere([&](shard::ShardId id) {
      if (id == 1) refused = parts_.local().router.refuse(request, status, "no");
    });
    return refused;
  }
  std::size_t body_bytes_max(std::string target) {
    server::Request request;
    request.target = std::move(target);
    std::size_t most = 0;
    shards_.run_everywhere([&](shard::ShardId id) {
      if (id == 1) most = parts_.local().router.body_bytes_max(request);
    });
    return most;
  }

  testing::ManualClock clock;
  RecordingAudit audit;
  telemetry::Levels levels{kRooms, {}};
  FakeTallies tallies;
  std::array<std::vector<std::unique_ptr<FakeSession>>, 2> fakes;
  bool draining = false;

 private:
  Task<server::Answer> handle(server::Request request) {
    auto handling = parts_.local().router.handle(request);
    co_return co_await std::move(handling);
  }
  Task<Drain> drain(Wish wish) {
    const bool begun =
        wish == Wish::begin && !std::exchange(draining, draining || wish == Wish::begin);
    co_return Drain{draining ? Phase::draining : Phase::serving,
                    draining ? std::optional<Duration>(2500ms) : std::nullopt, begun};
  }

  testing::RecordingLog log_;
  crypto::SystemEntropy entropy_;
  llm::failover::Policy policy_;
  shard::ShardGroup shards_{2};
  shard::Sharded<api::AbuseLimits> limits_{shards_};
  shard::Sharded<api::Sessions> sessions_{shards_};
  shard::Sharded<llm::failover::Board> boards_{shards_};
  shard::Sharded<Part> parts_{shards_};
};

std::string type_of(const server::Response& response) {
  return Document::parse(response.body).at("type").text();
}

std::string member(const server::Response& response, std::string_view name) {
  return Document::parse(response.body).at(name).to_json();
}

std::vector<std::string> ids_of(const server::Response& response) {
  std::vector<std::string> ids;
  codec::JsonParser parser;
  const auto root = parser.parse(response.body).value();
  root.get("sessions")->for_each([&](codec::JsonValue session) {
    ids.emplace_back(session.get("id")->string().value());
  });
  return ids;
}

std::string header(const server::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

}  // namespace

TEST_CASE("without a key nothing is there, with another one nothing shows", "[admin]") {
  World world;
  for (const auto* method : {"GET", "PUT", "OPTIONS", "BREW"}) {
    const auto refused = world.ask(method, "/admin/sessions", {}, "not-the-key-at-all");
    CHECK(refused.status == 401);
    CHECK(type_of(refused) == "urn:spotter:problem:unauthorized");
    CHECK(header(refused, "WWW-Authenticate") == "Bearer");
    CHECK(header(refused, "Cache-Control") == "no-store");
    CHECK(world.ask(method, "/admin/nothing", {}, "not-the-key-at-all").status == 401);
  }
  CHECK(world.audit.lines == std::vector<std::string>{"admin_key_refused  refused"});
  world.set_key(Secret());
  const auto nothing = world.ask("GET", "/admin/sessions");
  const auto elsewhere = world.ask("GET", "/no-such-path");
  CHECK(nothing.status == 404);
  CHECK(nothing.body == elsewhere.body);
  CHECK(nothing.headers == elsewhere.headers);
  world.set_key(Secret("another-key-of-theirs"));
  CHECK(world.ask("GET", "/admin/sessions").status == 401);
  CHECK(world.ask("GET", "/admin/sessions", {}, "another-key-of-theirs").status == 200);
}

TEST_CASE("keys that are tried while their address is barred are counted, too", "[admin]") {
  World world;
  int barred = 0;
  for (int i = 0; i < 60; ++i) {
    if (world.ask("GET", "/admin/sessions", {}, "not-the-key-at-all").status == 429) ++barred;
  }
  CHECK(barred > 30);
  world.clock.advance(1min);
  CHECK(world.ask("GET", "/admin/sessions", {}, "not-the-key-at-all").status == 401);
  CHECK(world.audit.repeated == std::vector<std::int64_t>{0, 59});
}

TEST_CASE("what the server itself refuses below /admin is for nobody to keep", "[admin]") {
  World world;
  const auto refused = world.refuse("/admin/log-levels", 413);
  CHECK(refused.status == 413);
  CHECK(header(refused, "Cache-Control") == "no-store");
  CHECK(header(world.refuse("/admin/log-levels", 400), "Cache-Control") == "no-store");
  CHECK(header(world.refuse("/nothing", 400), "Cache-Control").empty());
  CHECK(world.body_bytes_max("/admin/log-levels") == 1024);
}

TEST_CASE("what is no UTF-8 in a query is not repeated as it came", "[admin]") {
  World world;
  const auto refused = world.ask("GET", "/admin/sessions?%ff=1");
  CHECK(refused.status == 400);
  CHECK(codec::valid_utf8(refused.body));
  CHECK(refused.body.find("'\xEF\xBF\xBD'") != std::string::npos);
}

TEST_CASE("sessions of both shards are one list, page by page", "[admin]") {
  World world;
  const auto all = world.ask("GET", "/admin/sessions");
  CHECK(ids_of(all) == std::vector<std::string>{"a0", "a1", "b0", "b1", "c0", "c1"});
  CHECK(member(all, "total") == "6");
  CHECK(member(all, "next") == "null");
  CHECK(member(all, "by_hub") == R"({"ai-chat":6,"ai-chat-v2":0})");
  CHECK(
      member(all, "by_shard") ==
      R"([{"shard":0,"sessions":3,"turns_running":0},{"shard":1,"sessions":3,"turns_running":0}])");
  const auto first = world.ask("GET", "/admin/sessions?limit=4");
  CHECK(ids_of(first) == std::vector<std::string>{"a0", "a1", "b0", "b1"});
  CHECK(member(first, "next") == R"("b1")");
  const auto second = world.ask("GET", "/admin/sessions?limit=2&after=b1");
  CHECK(ids_of(second) == std::vector<std::string>{"c0", "c1"});
  CHECK(member(second, "next") == "null");
  const auto one = world.ask("GET", "/admin/sessions/b0");
  CHECK(member(one, "shard") == "0");
  CHECK(member(one, "protocol_version") == "2");
  CHECK(member(one, "last_turn") == R"("stopped")");
  CHECK(type_of(world.ask("GET", "/admin/sessions/B0")) == "urn:spotter:problem:unknown-session");
}

TEST_CASE("a session is ended on its own shard, for good or to come back", "[admin]") {
  World world;
  CHECK(world.ask("DELETE", "/admin/sessions/c0").status == 202);
  CHECK(world.fakes[0][2]->dismissed == std::vector{hub::Close::for_good});
  CHECK(world.ask("DELETE", "/admin/sessions/a1?reconnect=true").status == 202);
  CHECK(world.fakes[1][0]->dismissed == std::vector{hub::Close::come_back});
  CHECK(world.ask("DELETE", "/admin/sessions/a1?reconnect=perhaps").status == 400);
  CHECK(world.ask("DELETE", "/admin/sessions/a1").status == 202);
  CHECK(world.fakes[1][0]->dismissed.size() == 1);
  CHECK(world.ask("DELETE", "/admin/sessions/zz").status == 404);
  CHECK(world.audit.lines == std::vector<std::string>{"admin_session_closed c0 done",
                                                      "admin_session_closed a1 done",
                                                      "admin_session_closed a1 already",
                                                      "admin_session_closed  unknown_target"});
}

TEST_CASE("a breaker is held, closed and let go from another shard", "[admin]") {
  World world;
  const std::string path = "/admin/providers/openai/breaker";
  const auto held = world.ask("PUT", path, R"({"state":"open","seconds":60})");
  CHECK(held.status == 200);
  CHECK(member(held, "state") == R"("open")");
  CHECK(member(held, "manual") == "true");
  CHECK(member(world.ask("GET", "/admin/providers"), "answering") == R"("offline")");
  const auto closed = world.ask("PUT", path, R"({"state":"closed"})");
  CHECK(member(closed, "state") == R"("closed")");
  CHECK_FALSE(Document::parse(closed.body).has("manual"));
  CHECK(world.ask("PUT", path, R"({"state":"auto"})").status == 200);
  CHECK(member(world.ask("GET", "/admin/providers"), "answering") == R"("openai")");
  for (const auto* bad : {"", "[]", "{}", R"({"state":"ajar"})", R"({"state":"auto","seconds":5})",
                          R"({"state":"open","seconds":604801})",
                          R"({"state":"open","seconds":"5"})", R"({"state":"open","until":5})",
                          R"({"state":"open","state":"closed"})", R"({"state":1})"}) {
    INFO(bad);
    CHECK(world.ask("PUT", path, bad).status == 400);
  }
  CHECK(type_of(world.ask("PUT", "/admin/providers/offline/breaker", R"({"state":"open"})")) ==
        "urn:spotter:problem:no-breaker");
  CHECK(world.ask("PUT", "/admin/providers/nobody/breaker", R"({"state":"open"})").status == 404);
  const auto wrong = world.ask("DELETE", path);
  CHECK(wrong.status == 405);
  CHECK(header(wrong, "Allow") == "PUT, OPTIONS");
}

TEST_CASE("a quota is looked at and reset by a hash, or by its beginning if that is enough",
          "[admin]") {
  World world;
  const std::string payer = "5e884898" + std::string(56, '0');
  const std::string alike = "5e884898" + std::string(56, '1');
  world.tallies.used[payer] = 7;
  const auto seen = world.ask("GET", "/admin/quotas/5E884898");
  CHECK(seen.body ==
        R"({"subject":"5e884898","used":7,"running":0,"limit":20,"oldest_leaves":null,)"
        R"("next_free":null,"counted_by":"process"})");
  world.tallies.used[alike] = 1;
  CHECK(type_of(world.ask("GET", "/admin/quotas/5e884898")) ==
        "urn:spotter:problem:several-payers");
  CHECK(world.ask("DELETE", "/admin/quotas/5e884898").status == 409);
  CHECK(world.audit.lines.back() == "admin_quota_reset  refused");
  const auto before = world.audit.lines.size();
  CHECK(world.ask("DELETE", "/admin/quotas/zz").status == 400);
  CHECK(world.audit.lines.size() == before);
  CHECK(member(world.ask("DELETE", "/admin/quotas/5e8848980"), "forgotten") == "7");
  CHECK(world.tallies.used[payer] == 0);
  CHECK(world.tallies.used[alike] == 1);
  world.tallies.away = true;
  const auto refused = world.ask("DELETE", "/admin/quotas/" + alike);
  CHECK(refused.status == 503);
  CHECK(header(refused, "Retry-After") == "5");
  CHECK(world.ask("GET", "/admin/quotas/00000000").status == 404);
  CHECK(world.ask("GET", "/admin/quotas/" + std::string(64, 'f')).status == 200);
  for (const auto* bad : {"/admin/quotas/5e88489", "/admin/quotas/Bearer-token-of-mine",
                          "/admin/quotas/5e884898?token=x"})
    CHECK(world.ask("GET", bad).status == 400);
  CHECK(world.ask("GET", "/admin/quotas/" + payer + "0").status == 400);
  for (const std::string& line : world.audit.lines)
    CHECK(line.find(std::string(9, '0')) == std::string::npos);
}

TEST_CASE("levels are set for a room and those below it, and put back", "[admin]") {
  World world;
  const auto set = world.ask("PUT", "/admin/log-levels/purchase", R"({"level":"Debug"})");
  CHECK(set.body == R"({"rooms":[{"room":"purchase/apple","level":"debug","setting":"info"},)"
                    R"({"room":"purchase/google","level":"debug","setting":"info"}]})");
  CHECK(world.ask("DELETE", "/admin/log-levels/purchase/apple").status == 200);
  CHECK(member(world.ask("GET", "/admin/log-levels"), "rooms") ==
        R"([{"room":"chat","level":"info","setting":"info"},)"
        R"({"room":"purchase/apple","level":"info","setting":"info"},)"
        R"({"room":"purchase/google","level":"debug","setting":"info"}])");
  CHECK(world.ask("PUT", "/admin/log-levels", R"({"level":"error"})").status == 200);
  CHECK(world.levels.levels()[0].level == telemetry::Level::error);
  CHECK(world.ask("DELETE", "/admin/log-levels").status == 200);
  for (const auto& room : world.levels.levels())
    CHECK(room.level == telemetry::Level::info);
  const auto unknown = world.ask("PUT", "/admin/log-levels/purchases", R"({"level":"debug"})");
  CHECK(type_of(unknown) == "urn:spotter:problem:unknown-room");
  CHECK(world.ask("DELETE", "/admin/log-levels/apple").status == 404);
  CHECK(world.ask("PUT", "/admin/log-levels/chat", R"({"level":"loud"})").status == 400);
}

TEST_CASE("settings are shown as they were handed over, and the drain is begun once", "[admin]") {
  World world;
  CHECK(world.ask("GET", "/admin/settings").status == 503);
  auto view = std::make_shared<admin::SettingsView>();
  view->settings.push_back({"web.auth_key", "WEB_AUTH_KEY", "***", "environment WEB_AUTH_KEY"});
  view->needs_restart = {"redis.url"};
  world.show(view);
  CHECK(world.ask("GET", "/admin/settings").body ==
        R"({"settings":[{"key":"web.auth_key","environment":"WEB_AUTH_KEY","value":"***",)"
        R"("source":"environment WEB_AUTH_KEY"}],"needs_restart":["redis.url"]})");

  CHECK(world.ask("GET", "/admin/drain").body ==
        R"({"phase":"serving","sessions":6,"turns_running":0,"seconds_left":null})");
  CHECK_FALSE(world.draining);
  const auto begun = world.ask("POST", "/admin/drain");
  CHECK(begun.status == 202);
  CHECK(begun.body == R"({"phase":"draining","sessions":6,"turns_running":0,"seconds_left":3})");
  CHECK(world.ask("POST", "/admin/drain").status == 202);
  CHECK(world.audit.lines ==
        std::vector<std::string>{"admin_drain_begun  done", "admin_drain_begun  already"});
}
