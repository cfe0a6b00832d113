#include <spotter/api/authentication.hpp>
#include <spotter/codec/query.hpp>

#include <algorithm>

namespace spotter::api {
namespace {

server::Response status_only(int status) {
  server::Response response;
  response.status = status;
  return response;
}

}  // namespace

std::optional<purchase::Credential> credential_of(const server::Request& request,
                                                  QueryToken query_token) {
  if (request.has_header("Authorization")) {
    return purchase::parse_credential(request.header("Authorization"));
  }
  if (query_token == QueryToken::ignored) return std::nullopt;
  const auto query = codec::Query::parse(codec::split_target(request.target).query);
  if (!query || query->count("access_token") != 1) return std::nullopt;
  return purchase::parse_credential(*query->get("access_token"));
}

Authentication::Authentication(std::vector<std::unique_ptr<purchase::Verifier>> verifiers,
                               const Clock& clock, telemetry::Log& log)
    : verifiers_(std::move(verifiers)), clock_(clock), log_(log) {}

Task<std::variant<Payer, server::Response>> Authentication::authenticate(
    const server::Request& request, QueryToken query_token) {
  auto credential = credential_of(request, query_token);
  if (!credential) co_return refuse(request, "none", "no_usable_credential");
  const auto store = credential->store;
  const auto verifier = std::find_if(verifiers_.begin(), verifiers_.end(),
                                     [&](const auto& known) { return known->store() == store; });
  if (verifier == verifiers_.end()) {
    co_return refuse(request, purchase::name_of(store), name_of(purchase::Reason::store_disabled));
  }
  auto asking = (*verifier)->verify(std::move(*credential), clock_.now() + std::chrono::seconds(8));
  const purchase::Entitlement entitlement = co_await std::move(asking);
  switch (entitlement.verdict) {
    case purchase::Verdict::entitled:
      co_return Payer{store, entitlement.subject};
    case purchase::Verdict::not_entitled:
      co_return refuse(request, purchase::name_of(store), name_of(entitlement.reason));
    case purchase::Verdict::unknown:
      break;
  }
  server::Response later = status_only(503);
  later.headers = {{"Retry-After", "5"}, {"Cache-Control", "no-store"}};
  co_return later;
}

server::Response Authentication::refuse(const server::Request& request, std::string_view store,
                                        std::string_view reason) const {
  log_.event(telemetry::Level::info, "credential_refused",
             {{"request", request.request_id}, {"store", store}, {"reason", reason}});
  return status_only(401);
}

}  // namespace spotter::api
