#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/purchase/verifier.hpp>
#include <spotter/server/http.hpp>
#include <spotter/telemetry/log.hpp>

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace spotter::api {

/// A payer that may talk.
struct Payer {
  purchase::Store store = purchase::Store::web;
  purchase::Subject subject;
};

/// Whether `access_token` in the query counts: only where browsers cannot set a header, on the
/// connect URLs of the hubs.
enum class QueryToken { ignored, accepted };

/// Finds out who sends a request: the Authorization header, else (where accepted) the query. A bad
/// header is final; the query is no second chance. One per shard.
class Authentication {
 public:
  /// A store without a verifier is refused.
  Authentication(std::vector<std::unique_ptr<purchase::Verifier>> verifiers, const Clock& clock,
                 telemetry::Log& log);

  /// The payer, or the answer to send instead: 401 with an empty body, or 503 with Retry-After when
  /// the store cannot be asked now.
  Task<std::variant<Payer, server::Response>> authenticate(const server::Request& request,
                                                           QueryToken query_token);

 private:
  /// 401, and a log line that says why without showing the token.
  server::Response refuse(const server::Request& request, std::string_view store,
                          std::string_view reason) const;

  std::vector<std::unique_ptr<purchase::Verifier>> verifiers_;
  const Clock& clock_;
  telemetry::Log& log_;
};

/// The credential of a request, as the rules above find it. Exposed for tests.
std::optional<purchase::Credential> credential_of(const server::Request& request,
                                                  QueryToken query_token);

}  // namespace spotter::api
