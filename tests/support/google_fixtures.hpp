#pragma once

#include "support/scripted_upstream.hpp"
#include "support/test_keys.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/purchase/google/settings.hpp>

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::testing {

/// 2026-01-15T12:00:00Z, when all stores' tests begin.
WallTime store_epoch();

/// A clock whose date stands still until a test moves it, and whose steady time runs with the
/// machine's, so that timers fire.
class StoreClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const noexcept override {
    return std::chrono::steady_clock::now() + moved_;
  }
  [[nodiscard]] WallTime wall_now() const noexcept override {
    return store_epoch() + std::chrono::duration_cast<WallTime::duration>(moved_);
  }
  void advance(Duration by) noexcept { moved_ += by; }

 private:
  Duration moved_{};
};

/// Settings of an account whose key is TestKey::rsa(), asking `upstream`.
purchase::google::Settings google_settings(const std::string& upstream_url);
/// The text of a service account's JSON key.
std::string service_account_json(const TestKey& key);

/// `exp` and `iat` of an instant.
std::string unix_seconds(WallTime time);

/// One loopback server that plays Google's services under /oauth, /play and /jwks. It does not
/// answer blindly: assertions are verified with the account's public key, calls need the access
/// token that it gave last. What is wrong goes into `faults`, and is answered with 418.
class GoogleMock {
 public:
  GoogleMock(Loop& loop, const Clock& clock);

  ScriptedUpstream upstream;
  std::vector<std::string> faults;

  /// What /oauth answers; each is used once, the last one for ever.
  std::deque<Script> oauth;
  /// The same for /play without acknowledgements, of those for /play with them, and of /jwks.
  std::deque<Script> play;
  std::deque<Script> acknowledgements;
  std::deque<Script> jwks;
  /// Instead of `play`, by target.
  std::function<Script(const ReceivedRequest&)> play_by_target;

  /// Requests whose target begins so.
  [[nodiscard]] std::vector<const ReceivedRequest*> requests(std::string_view prefix) const;
  [[nodiscard]] std::size_t count(std::string_view prefix) const { return requests(prefix).size(); }
  /// Acknowledgements among them.
  [[nodiscard]] std::size_t acknowledged() const;

  /// A 200 with an access token that is good from now on.
  Script grant(int expires_in = 3599);

 private:
  Script answer(const ReceivedRequest& request);
  Script fault(const std::string& what);
  [[nodiscard]] std::string assertion_fault(const ReceivedRequest& request) const;
  static Script take(std::deque<Script>& scripts);

  const Clock& clock_;
  int tokens_given_ = 0;
  std::string access_token_;
};

/// A script that answers with a status and JSON.
Script json_answer(int status, std::string_view body, const Headers& more = {});
/// `{"error":{"errors":[{"reason":...}]}}`.
std::string google_error(std::string_view reason);
/// One entry of the list of voided purchases; `voided_at`: milliseconds since 1970.
std::string voided_entry(std::string_view token, std::string_view voided_at);
/// A key set with one key.
std::string key_set(std::string_view key_id, const TestKey& key);

}  // namespace spotter::testing
