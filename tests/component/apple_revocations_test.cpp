#include "component/apple_world.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::testing;
using apple::Ledger;
using apple::Mark;
using std::chrono::seconds;

namespace {

/// A notification as Apple posts it.
std::string notification(const std::string& type, const std::string& transaction,
                         const JsonMembers& data_changes = {},
                         AppleChain chain = AppleChain::good) {
  JsonMembers data{{"bundleId", quoted("com.limajuice.liftlog")},
                   {"appAppleId", "1234567890"},
                   {"environment", quoted("Production")}};
  if (!transaction.empty()) data["signedTransactionInfo"] = quoted(transaction);
  for (const auto& [key, value] : data_changes)
    data[key] = value;
  const std::string payload = json_object({{"notificationType", quoted(type)},
                                           {"notificationUUID", quoted("uuid-" + type)},
                                           {"version", quoted("2.0")},
                                           {"signedDate", ms_at(-10)},
                                           {"data", json_object(data)}});
  return json_object({{"signedPayload", quoted(apple_fixtures().jws(payload, chain))}});
}

std::string refund_at(std::int64_t signed_at) {
  return apple_jws({{"revocationDate", ms_at(-1800)}, {"signedDate", ms_at(signed_at)}});
}

class TemporaryFile {
 public:
  TemporaryFile() {
    const int fd = ::mkstemp(path_.data());
    REQUIRE(fd >= 0);
    ::close(fd);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::string text() const {
    std::ifstream in(path_);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  void append(const std::string& text) const { std::ofstream(path_, std::ios::app) << text; }

 private:
  std::string path_ = "/tmp/spotter-apple-ledger-XXXXXX";
};

/// A ledger whose store is away.
class BrokenLedger final : public Ledger {
 public:
  Task<Result<std::optional<Mark>>> find(crypto::Sha256 /*key*/, TimePoint /*deadline*/) override {
    co_return Error{Errc::unavailable, "away"};
  }
  Task<Result<bool>> note(crypto::Sha256 /*key*/, Mark /*mark*/, Whose /*whose*/,
                          TimePoint /*deadline*/) override {
    co_return Error{Errc::unavailable, "away"};
  }
};

}  // namespace

TEST_CASE("a notification names the purchases that must be asked about again", "[purchase]") {
  INFO("case 130");
  AppleWorld world;
  const auto notice = world.hear(notification(
      "REFUND",
      apple_jws({{"transactionId", quoted("2000000000000005")}, {"revocationDate", ms_at(-60)}})));
  CHECK(notice.status == 200);
  CHECK(notice.id == "uuid-REFUND");
  CHECK(notice.kind == "REFUND");
  CHECK(notice.names == std::vector<std::string>{"transaction:production:2000000000000005",
                                                 "transaction:production:2000000000000001"});
  CHECK_FALSE(notice.all);
  INFO("case 133");
  CHECK(world.hear(notification("SOMETHING_NEW", apple_jws())).names.size() == 1);
  CHECK(world.hear(notification("SOMETHING_NEW", apple_jws())).kind == "other");
  const auto test = world.hear(notification("TEST", ""));
  CHECK(test.status == 200);
  CHECK(test.names.empty());
  const auto bare = apple_fixtures().jws(json_object(
      {{"notificationType", quoted("NEWER")}, {"signedDate", ms_at(-10)}, {"summary", "{}"}}));
  const auto summary = world.hear(json_object({{"signedPayload", quoted(bare)}}));
  CHECK(summary.status == 200);
  CHECK(summary.names.empty());
  const auto sandbox =
      world.hear(notification("REFUND", apple_jws({{"environment", quoted("Sandbox")}}),
                              {{"environment", quoted("Sandbox")}, {"appAppleId", ""}}));
  CHECK(sandbox.names == std::vector<std::string>{"transaction:sandbox:2000000000000001"});
}

TEST_CASE("a notification that is not Apple's, or not about us, changes nothing", "[purchase]") {
  AppleWorld world;
  const auto refused = [&](const std::string& body) {
    const auto notice = world.hear(body);
    return notice.status == 400 && notice.names.empty() && notice.id.empty();
  };
  INFO("case 131");
  CHECK(refused(notification("REFUND", apple_jws({}, AppleChain::others))));
  CHECK(refused(notification("REFUND", apple_jws(), {}, AppleChain::others)));
  INFO("case 132");
  CHECK(refused(notification("REFUND", apple_jws(), {{"bundleId", quoted("com.other")}})));
  CHECK(refused(notification("REFUND", apple_jws(), {{"appAppleId", "7"}})));
  CHECK(refused(notification("REFUND", apple_jws(), {{"appAppleId", ""}})));
  CHECK(refused(notification("REFUND", apple_jws(), {{"environment", quoted("Xcode")}})));
  CHECK(refused(notification("REFUND", apple_jws({{"environment", quoted("Sandbox")}}))));
  CHECK(refused(notification("REFUND", apple_jws({{"bundleId", quoted("com.other")}}))));
  CHECK(refused(""));
  CHECK(refused("{}"));
  CHECK(refused("{\"signedPayload\":1}"));
  CHECK(refused("{\"signedPayload\":\"a.b.c\"}"));
  CHECK(refused(json_object({{"signedPayload", quoted(apple_jws())}})));
}

TEST_CASE("a notification waits for the app's number", "[purchase]") {
  AppleWorld world;
  world.settings.app_id = 0;
  const auto notice = world.hear(notification("REFUND", apple_jws()));
  CHECK(notice.status == 503);
  CHECK(notice.id.empty());
  CHECK(world.log.contains("APPLE_APP_ID"));
}

TEST_CASE("a refund is known for ever where Apple is not asked", "[purchase]") {
  INFO("case 144");
  TemporaryFile file;
  AppleWorld world;
  world.go_offline();
  const auto open = [&] {
    world.restart();
    world.ledger =
        apple::open_file_ledger(file.path(), world.workers, world.loop.executor()).value();
  };
  open();
  const std::string token = apple_jws();
  CHECK(world.judge(token).reason == Reason::ok);
  CHECK(world.hear(notification("REFUND", refund_at(-600))).status == 200);
  const auto refused = world.judge(token);
  CHECK(refused.reason == Reason::refunded_or_revoked);
  CHECK_FALSE(refused.keep_for);
  open();
  CHECK(world.judge(token).reason == Reason::refunded_or_revoked);

  INFO("case 145");
  const auto reversed = apple_jws({{"signedDate", ms_at(-300)}});
  CHECK(world.hear(notification("REFUND_REVERSED", reversed)).status == 200);
  CHECK(world.judge(reversed).reason == Reason::ok);
  CHECK(world.judge(token).reason == Reason::ok);
  CHECK(world.hear(notification("REFUND", refund_at(-600))).status == 200);
  CHECK(world.judge(token).reason == Reason::ok);
  open();
  CHECK(world.judge(token).reason == Reason::ok);
  CHECK(world.upstream.targets().empty());
}

TEST_CASE("a reversal that overtakes its refund counts", "[purchase]") {
  AppleWorld world;
  world.go_offline();
  world.hear(notification("REFUND_REVERSED", apple_jws({{"signedDate", ms_at(-300)}})));
  world.hear(notification("REFUND", refund_at(-600)));
  CHECK(world.judge(apple_jws()).reason == Reason::ok);
}

TEST_CASE("a known refund counts more than trust while Apple is away", "[purchase]") {
  INFO("case 146");
  AppleWorld world;
  world.hear(notification("REFUND", refund_at(-600)));
  world.upstream.reply("/apple-prod", 500, "");
  world.upstream.reply("/apple-prod", 500, "");
  CHECK(world.judge(apple_jws()).reason == Reason::refunded_or_revoked);
}

TEST_CASE("a token that shows its own revocation teaches the ledger", "[purchase]") {
  AppleWorld world;
  world.go_offline();
  const std::string token = apple_jws();
  CHECK(world.judge(token).reason == Reason::ok);
  const auto examined = world.examine(refund_at(-600));
  const auto& final = std::get<Entitlement>(examined);
  CHECK(final.reason == Reason::refunded_or_revoked);
  CHECK(final.names == std::vector<std::string>{"transaction:production:2000000000000001"});
  CHECK(world.judge(token).reason == Reason::refunded_or_revoked);
  // Apple signed it clean after that: it was reversed.
  CHECK(world.judge(apple_jws({{"signedDate", ms_at(-60)}})).reason == Reason::ok);
}

TEST_CASE("what Apple says online is learnt for the time when it is away", "[purchase]") {
  INFO("case 134");
  AppleWorld world;
  world.upstream.reply(
      "/apple-prod", 200,
      AppleWorld::fresh({{"revocationDate", ms_at(-60)}, {"signedDate", ms_at(-50)}}));
  CHECK(world.judge(apple_jws()).reason == Reason::refunded_or_revoked);
  world.upstream.reply("/apple-prod", 500, "");
  world.upstream.reply("/apple-prod", 500, "");
  CHECK(world.judge(apple_jws()).reason == Reason::refunded_or_revoked);
  const auto reversed = apple_jws({{"signedDate", ms_at(-20)}});
  CHECK(world.hear(notification("REFUND_REVERSED", reversed)).names.size() == 1);
  world.upstream.reply("/apple-prod", 200, AppleWorld::fresh({{"signedDate", ms_at(-10)}}));
  CHECK(world.judge(apple_jws()).reason == Reason::ok);
}

TEST_CASE("without its ledger the store neither believes nor takes a refund", "[purchase]") {
  AppleWorld world;
  world.ledger = std::make_unique<BrokenLedger>();
  world.go_offline();
  CHECK(world.judge(apple_jws()).reason == Reason::internal);
  const auto notice = world.hear(notification("REFUND", refund_at(-600)));
  CHECK(notice.status == 503);
  CHECK(notice.id.empty());
  CHECK(world.log.contains("apple_ledger_failed"));
}

TEST_CASE("the ledger's file is append-only, and a torn line is passed over", "[purchase]") {
  TemporaryFile file;
  Loop loop;
  shard::WorkerPool workers{1, 16};
  const auto key = apple::ledger_key("production", "1");
  const auto other = apple::ledger_key("production", "2");
  const auto open = [&](std::size_t most = apple::kLedgerEntriesMax) {
    return apple::open_file_ledger(file.path(), workers, loop.executor(), most);
  };
  const auto note = [&](Ledger& ledger, const crypto::Sha256& which, Mark mark,
                        Ledger::Whose whose = Ledger::Whose::any) {
    return loop.run(ledger.note(which, mark, whose, TimePoint::max()));
  };
  {
    auto ledger = open().value();
    CHECK_FALSE(note(*ledger, key, {false, 5}, Ledger::Whose::known).value());
    CHECK(note(*ledger, key, {true, 10}).value());
    CHECK_FALSE(note(*ledger, key, {true, 10}).value());
    CHECK_FALSE(note(*ledger, key, {false, 9}, Ledger::Whose::known).value());
    CHECK(note(*ledger, key, {false, 11}, Ledger::Whose::known).value());
  }
  CHECK(file.text() == to_hex(key) + " revoked 10\n" + to_hex(key) + " clean 11\n");
  file.append("rubbish\n" + to_hex(other) + " revo");
  {
    auto ledger = open().value();
    CHECK(loop.run(ledger->find(key, TimePoint::max())).value() == Mark{false, 11});
    CHECK_FALSE(loop.run(ledger->find(other, TimePoint::max())).value());
    CHECK(note(*ledger, other, {true, 12}).value());
  }
  auto ledger = open(2).value();
  CHECK(loop.run(ledger->find(other, TimePoint::max())).value() == Mark{true, 12});
  const auto third = note(*ledger, apple::ledger_key("production", "3"), {true, 1});
  REQUIRE(third.has_error());
  CHECK(third.error().code == Errc::overloaded);
  CHECK(open(1).error().code == Errc::too_large);
}

TEST_CASE("a ledger that cannot be written is found at the start, or tried again", "[purchase]") {
  Loop loop;
  shard::WorkerPool workers{1, 16};
  CHECK(apple::open_file_ledger("/nowhere/ledger", workers, loop.executor()).error().code ==
        Errc::unavailable);
  std::string folder = "/tmp/spotter-apple-ledger-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/ledger";
  auto ledger = apple::open_file_ledger(path, workers, loop.executor()).value();
  REQUIRE(std::remove(path.c_str()) == 0);
  REQUIRE(::rmdir(folder.c_str()) == 0);
  const auto key = apple::ledger_key("production", "1");
  const auto note = [&] {
    return loop.run(ledger->note(key, {true, 1}, Ledger::Whose::any, TimePoint::max()));
  };
  CHECK(note().has_error());
  // It holds all the same, and the same evidence is written when that is possible.
  CHECK(loop.run(ledger->find(key, TimePoint::max())).value() == Mark{true, 1});
  CHECK(note().has_error());
  REQUIRE(::mkdir(folder.c_str(), 0700) == 0);
  CHECK(note().value());
  CHECK_FALSE(note().value());
  CHECK(std::remove(path.c_str()) == 0);
  CHECK(::rmdir(folder.c_str()) == 0);
}
