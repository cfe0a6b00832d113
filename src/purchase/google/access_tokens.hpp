#pragma once

#include "purchase/google/service_account.hpp"
#include "purchase/google/waiters.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/purchase/google/services.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::purchase::google {

/// The JSON of what we sign to get an access token (RFC 7523).
struct Assertion {
  std::string header;
  std::string claims;
};
Assertion write_assertion(const ServiceAccount& account, std::string_view audience, WallTime now);

/// What the token endpoint gave.
struct Grant {
  Secret token;
  std::chrono::seconds expires_in{0};
};
/// Of the body of a 200. Nothing: not what was promised.
std::optional<Grant> read_grant(codec::JsonParser& parser, std::string_view body);
/// Of anything else.
http::Judgement judge_refused_grant(codec::JsonParser& parser, const http::Response& response,
                                    WallTime now);

/// Google's access token for our account: one for the process, made anew five minutes before it
/// ends while calls go on with the old one. At most one is asked for at a time. Lives on the shard
/// of the stores.
class AccessTokens {
 public:
  AccessTokens(const Services& services, ServiceAccount account, const Settings& settings);

  /// A token, or why there is none.
  struct Access {
    std::optional<Secret> token{};
    Reason reason = Reason::ok;
    std::optional<Duration> retry_after{};
  };
  Task<Access> get(TimePoint deadline);
  /// Google does not accept this one any more.
  void drop(const Secret& token);
  [[nodiscard]] http::StoreApi::Standing standing() const { return api_.standing(); }
  /// The question that is under way ends soon, and those who wait for it hear of no token.
  void cancel() noexcept { api_.stop(); }
  /// cancel(), and waits.
  Task<void> stop();

 private:
  [[nodiscard]] bool usable() const;
  void start_flight();
  Task<void> fly();
  Task<Access> fetch();
  Task<std::optional<std::string>> sign();

  Services services_;
  ServiceAccount account_;
  std::string audience_;
  http::StoreApi api_;
  codec::JsonParser parser_;
  shard::TaskGroup tasks_;
  Waiters waiters_;
  std::optional<Secret> token_;
  TimePoint fresh_until_{};
  TimePoint usable_until_{};
  Access last_;  ///< of the flight that ended last, when it failed
  bool flying_ = false;
  std::uint64_t flights_ = 0;
};

}  // namespace spotter::purchase::google
