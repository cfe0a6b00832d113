#pragma once

#include <spotter/api/line_pace.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/purchase/entitlements/entitlements.hpp>
#include <spotter/server/http.hpp>
#include <spotter/telemetry/log.hpp>

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace spotter::api {

/// A payer that may talk.
struct Payer {
  purchase::Credential credential;  ///< to be looked at again before each turn
  purchase::Subject subject;

  [[nodiscard]] purchase::Store store() const noexcept { return credential.store; }
};

/// Whether `access_token` in the query counts: only where browsers cannot set a header, on the
/// connect URLs of the hubs.
enum class QueryToken { ignored, accepted };

/// Asks the stores about a credential; `address` as Entitlements::judge has it, `trace`: what that
/// belongs to.
using AskStores = std::function<Task<purchase::entitlements::Judged>(
    purchase::Credential credential, std::string address, TimePoint deadline,
    telemetry::SpanParent trace)>;

/// Counts what is no credential against the address that showed it, as Entitlements has it. How
/// long that is barred; nothing: it is not.
using CountUnusable =
    std::function<Task<std::optional<Duration>>(Secret shown, std::string address)>;

/// Finds out who sends a request: the Authorization header, else (where accepted) the query. A bad
/// header is final; the query is no second chance. One per shard.
class Authentication {
 public:
  /// References outlive this.
  Authentication(AskStores ask, CountUnusable count_unusable, const Clock& clock, Entropy& entropy,
                 telemetry::Log& log);

  /// The payer, or the answer to send instead, with an empty body: 401; 503 with Retry-After when
  /// nobody can tell now; 429 with Retry-After for who tried too many credentials.
  Task<std::variant<Payer, server::Response>> authenticate(const server::Request& request,
                                                           QueryToken query_token);

  /// Whoever sends a further request of somebody who was let in before, whether it still may talk
  /// or not; 401 without a usable credential.
  struct Somebody {
    purchase::Credential credential;
    std::optional<purchase::Subject> subject;  ///< of who may talk
  };
  Task<std::variant<Somebody, server::Response>> recognise(const server::Request& request,
                                                           QueryToken query_token);

  /// Whether somebody who was let in before still may talk.
  Task<purchase::Verdict> look_again(purchase::Credential credential, telemetry::SpanParent trace);

 private:
  /// 401, and a log line that says why without showing the token.
  server::Response refuse(const server::Request& request, std::string_view store,
                          std::string_view reason, std::string_view setting = {}) const;
  /// Of what is no credential: 401, or 429 for who showed too many; a log line as well.
  Task<server::Response> refuse_unusable(const server::Request& request, QueryToken query_token);
  server::Response bar(const server::Request& request, std::string_view store, Duration wait);
  server::Response ask_later(const server::Request& request, purchase::Store store,
                             const purchase::Entitlement& entitlement);

  AskStores ask_;
  CountUnusable count_unusable_;
  const Clock& clock_;
  Entropy& entropy_;
  telemetry::Log& log_;
  LinePace barred_lines_;
};

/// The credential of a request, as the rules above find it. Exposed for tests.
std::optional<purchase::Credential> credential_of(const server::Request& request,
                                                  QueryToken query_token);

}  // namespace spotter::api
