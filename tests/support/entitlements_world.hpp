#pragma once

#include "support/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "support/same_bytes.hpp"

#include <spotter/purchase/entitlements/entitlements.hpp>
#include <spotter/shard/signal.hpp>

#include <catch2/catch.hpp>

#include <list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace spotter::testing {

inline purchase::Entitlement answer(purchase::Reason reason,
                                    std::optional<Duration> keep_for = {}) {
  purchase::Entitlement entitlement;
  entitlement.reason = reason;
  entitlement.keep_for = keep_for;
  return entitlement;
}

/// A store that answers what the test says: at once, or when it lets go. The token is the
/// purchase's name; "revoked:NAME" shows itself that it is no more; "shared-key" lets in by itself.
class FakeStore final : public purchase::Verifier {
 public:
  static constexpr std::string_view kRevoked = "revoked:";

  explicit FakeStore(ShardExecutor executor) : executor_(executor) {}

  [[nodiscard]] purchase::Store store() const noexcept override { return purchase::Store::google; }

  Task<purchase::Examined> examine(purchase::Credential credential,
                                   TimePoint /*deadline*/) override {
    const std::string& token = credential.token.reveal();
    if (token == "misshapen") co_return answer(purchase::Reason::token_shape);
    if (token == "shared-key") co_return answer(purchase::Reason::ok);
    if (token.starts_with(kRevoked)) {
      auto revoked = answer(purchase::Reason::refunded_or_revoked);
      revoked.names = {token.substr(kRevoked.size())};
      co_return revoked;
    }
    purchase::Question question{credential, token, nullptr};
    co_return question;
  }

  Task<purchase::Entitlement> ask(purchase::Question /*question*/,
                                  TimePoint /*deadline*/) override {
    ++asked;
    if (throws) throw std::runtime_error("scripted");
    if (held) {
      auto& gate = gates_.emplace_back(std::make_unique<shard::Signal>(executor_));
      co_await gate->wait();
    }
    co_return next;
  }

  void let_go() {
    held = false;
    for (const auto& gate : gates_)
      gate->notify();
  }

  purchase::Entitlement next = answer(purchase::Reason::ok, std::chrono::hours(1));
  int asked = 0;
  bool held = false;
  bool throws = false;

 private:
  ShardExecutor executor_;
  std::list<std::unique_ptr<shard::Signal>> gates_;
};

/// Messages are `ID NAME`, `ID *` for all, `ID` alone, or "bad".
class FakeNotifications final : public purchase::Notifications {
 public:
  [[nodiscard]] purchase::Store store() const noexcept override { return purchase::Store::google; }
  [[nodiscard]] std::size_t body_bytes_max() const noexcept override { return 20; }
  Task<purchase::Notice> read(purchase::Message message, TimePoint /*deadline*/) override {
    purchase::Notice notice;
    if (message.body == "bad") {
      notice.status = 401;
      notice.names = {"payer"};
      co_return notice;
    }
    const auto space = message.body.find(' ');
    notice.id = message.body.substr(0, space);
    if (space != std::string::npos) notice.names = {message.body.substr(space + 1)};
    notice.all = message.body.ends_with(" *");
    co_return notice;
  }
};

/// What one caller was told.
struct Asked {
  std::optional<purchase::entitlements::Judged> judged;
};

/// The answers of one store, and a clock that stands still.
struct EntitlementsWorld {
  Loop loop;
  ManualClock clock;
  RecordingLog log;
  SameBytes entropy{std::byte{0}};
  FakeStore* store = nullptr;
  int bugs = 0;
  std::unique_ptr<purchase::entitlements::Entitlements> entitlements;
  std::list<Asked> all;
  shard::TaskGroup tasks{loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); }};

  explicit EntitlementsWorld(purchase::entitlements::Settings settings = {},
                             purchase::entitlements::SharedCache* shared = nullptr) {
    auto fake = std::make_unique<FakeStore>(loop.executor());
    store = fake.get();
    std::vector<std::unique_ptr<purchase::Verifier>> verifiers;
    verifiers.push_back(std::move(fake));
    std::vector<std::unique_ptr<purchase::Notifications>> notifications;
    notifications.push_back(std::make_unique<FakeNotifications>());
    using purchase::entitlements::Entitlements;
    entitlements = std::make_unique<Entitlements>(
        Entitlements::Services{loop.executor(), clock, entropy, log,
                               [this](std::exception_ptr) { ++bugs; }, shared, "a key of all"},
        settings, std::move(verifiers), std::move(notifications));
  }
  ~EntitlementsWorld() {
    store->let_go();
    loop.run(entitlements->stop());
    loop.run(tasks.join());
  }

  Task<void> judge(Asked& asked, purchase::Credential credential, std::string address) {
    auto judging =
        entitlements->judge(std::move(credential), std::move(address),
                            clock.now() + std::chrono::seconds(8), telemetry::SpanParent());
    asked.judged = co_await std::move(judging);
  }
  /// Starts the question, and turns the loop until nothing happens any more.
  Asked& begin(const std::string& token, const std::string& address = {}) {
    Asked& asked = all.emplace_back();
    tasks.spawn(
        judge(asked, purchase::Credential{purchase::Store::google, Secret(token)}, address));
    loop.settle();
    return asked;
  }
  purchase::entitlements::Judged ask(const std::string& token = "payer",
                                     const std::string& address = {}) {
    Asked& asked = begin(token, address);
    REQUIRE(asked.judged);
    return *asked.judged;
  }
  purchase::Reason reason(const std::string& token = "payer") {
    return ask(token).entitlement.reason;
  }
  int hear(const std::string& body, purchase::Store from = purchase::Store::google) {
    purchase::Message message;
    message.body = body;
    return loop.run(entitlements->hear(from, message, clock.now() + std::chrono::seconds(5)));
  }
};

}  // namespace spotter::testing
