#include "purchase/apple/store_server.hpp"

#include <algorithm>
#include <utility>

namespace spotter::purchase::apple {
namespace {

http::Settings api_settings(const std::string& name, const std::string& base_url, double calls) {
  http::Settings settings;
  settings.name = name;
  settings.base_url = base_url;
  while (settings.base_url.ends_with('/'))
    settings.base_url.pop_back();
  settings.calls_per_second = calls;
  return settings;
}

// Apple allows 50 a second for each app, a tenth of that in the sandbox, and counts by the hour.
constexpr double kCallsPerSecond = 20;
constexpr double kSandboxCallsPerSecond = 2;

/// Of two answers about one token: a yes beats everything, then what is not known.
bool says_more(const Entitlement& one, const Entitlement& other) {
  const auto weight = [](const Entitlement& answer) {
    switch (answer.verdict()) {
      case Verdict::entitled:
        return 2;
      case Verdict::unknown:
        return 1;
      case Verdict::not_entitled:
        return 0;
    }
    return 0;
  };
  return weight(one) > weight(other);
}

/// What Apple's own documents must not be is no verdict about the token.
Reason upstream_reason(Reason reason) {
  return verdict_of(reason) == Verdict::unknown ? reason : Reason::upstream_bad_body;
}

}  // namespace

Entitlement not_known(Reason reason, std::optional<Duration> retry_after) {
  Entitlement answer;
  answer.reason = reason;
  answer.retry_after = retry_after;
  return answer;
}

std::string_view word_of(Environment environment) noexcept {
  switch (environment) {
    case Environment::production:
      return "Production";
    case Environment::sandbox:
      return "Sandbox";
    case Environment::unknown:
      return "";
  }
  return "";
}

StoreServer::StoreServer(const Services& services, const Settings& settings, ApiToken token,
                         SignedDocuments& documents, Revocations& revocations)
    : services_(services),
      settings_(settings),
      token_(std::move(token)),
      documents_(documents),
      revocations_(revocations),
      production_(services.client, services.executor, services.clock, services.entropy,
                  services.log, api_settings("apple", settings.base_url, kCallsPerSecond)),
      sandbox_(services.client, services.executor, services.clock, services.entropy, services.log,
               api_settings("apple_sandbox", settings.sandbox_base_url, kSandboxCallsPerSecond)),
      document_parser_(kDocumentDepthMax) {}

http::StoreApi& StoreServer::api_of(Environment environment) noexcept {
  return environment == Environment::production ? production_ : sandbox_;
}

Task<http::Outcome> StoreServer::get(Environment environment, Asked asked, std::string id,
                                     Patience patience) {
  http::Request request;
  request.trace = std::move(patience.trace);
  request.segments = {"inApps", "v1",
                      asked == Asked::transaction ? "transactions" : "subscriptions",
                      std::move(id)};
  request.headers.emplace_back("Authorization", "Bearer " + token_.at(services_.clock.wall_now()));
  http::StoreApi& api = api_of(environment);
  http::Judge judge = [this, asked, environment](const http::Response& response) {
    auto judgement = judge_response(parser_, response, asked, services_.clock.wall_now());
    if (response.status != 200) {
      services_.log.event(telemetry::Level::info, "apple_refusal",
                          {{"environment", name_of(environment)},
                           {"status", response.status},
                           {"code", error_code_of(parser_, response.body).value_or(0)}});
    }
    return judgement;
  };
  co_return co_await api.call(std::move(request), std::move(judge), patience.deadline);
}

Task<StoreServer::Read> StoreServer::read(std::string document, Environment environment) {
  Read read;
  const Document verified = co_await documents_.verify(std::move(document), Validity::now);
  read.reason = upstream_reason(verified.reason);
  if (verified.reason == Reason::ok) {
    auto transaction = parse_transaction(document_parser_, verified.payload);
    const bool ours = transaction && transaction->bundle_id == settings_.bundle_id &&
                      environment_of(transaction->environment) == environment;
    read.reason = ours ? Reason::ok : Reason::upstream_mismatch;
    if (!transaction) read.reason = Reason::upstream_bad_body;
    if (ours) read.transaction = std::move(*transaction);
  }
  co_return read;
}

Task<StoreServer::Fetched> StoreServer::fetch(Environment environment, std::string id,
                                              Patience patience) {
  Fetched fetched;
  const auto outcome = co_await get(environment, Asked::transaction, id, patience);
  if (!outcome.response) {
    fetched.verdict = not_known(outcome.reason, outcome.retry_after);
    co_return fetched;
  }
  if (outcome.response->status != 200) {
    fetched.unknown_there = is_unknown_transaction(parser_, *outcome.response);
    fetched.verdict = refused(Reason::not_found, environment, {});
    fetched.verdict.names.push_back(name_of_transaction(environment, id));
    co_return fetched;
  }
  auto document = signed_transaction_in(parser_, outcome.response->body);
  Read read = co_await this->read(std::move(document), environment);
  if (read.reason == Reason::ok && read.transaction.id != id)
    read.reason = Reason::upstream_mismatch;
  if (read.reason != Reason::ok) {
    fetched.verdict = not_known(read.reason);
    co_return fetched;
  }
  // What it says holds whether or not the ledger takes it.
  co_await revocations_.learn(read.transaction, false, patience.deadline);
  fetched.transaction = std::move(read.transaction);
  co_return fetched;
}

Entitlement StoreServer::judge_fresh(const Transaction& transaction) const {
  const WallTime now = services_.clock.wall_now();
  const Reason reason = judge(transaction, settings_, now);
  if (reason == Reason::ok) return entitled(yes_of(transaction), now, kKeepConfirmed);
  if (reason == Reason::token_shape) return not_known(Reason::upstream_bad_body);
  return refused(reason, environment_of(transaction.environment), names_of(transaction));
}

Task<Entitlement> StoreServer::confirm(Transaction transaction, TimePoint deadline,
                                       telemetry::SpanParent trace) {
  const Patience patience{deadline, std::move(trace)};
  const auto environment = environment_of(transaction.environment);
  if (transaction.renews()) {
    auto answer = co_await ask_subscription(environment, transaction.original_id, patience);
    co_return answer;
  }
  Fetched fetched = co_await fetch(environment, transaction.id, patience);
  co_return fetched.transaction ? judge_fresh(*fetched.transaction) : std::move(fetched.verdict);
}

Task<Entitlement> StoreServer::look_up(std::string id, TimePoint deadline,
                                       telemetry::SpanParent trace) {
  const Patience patience{deadline, std::move(trace)};
  Fetched fetched = co_await fetch(Environment::production, id, patience);
  if (fetched.unknown_there && settings_.allow_sandbox)
    fetched = co_await fetch(Environment::sandbox, id, patience);
  if (!fetched.transaction) co_return std::move(fetched.verdict);
  const Transaction& found = *fetched.transaction;
  if (found.renews()) {
    auto answer =
        co_await ask_subscription(environment_of(found.environment), found.original_id, patience);
    co_return answer;
  }
  co_return judge_fresh(found);
}

Task<Entitlement> StoreServer::ask_subscription(Environment environment, std::string original_id,
                                                Patience patience) {
  const auto outcome = co_await get(environment, Asked::subscription, original_id, patience);
  if (!outcome.response) co_return not_known(outcome.reason, outcome.retry_after);
  auto best = refused(Reason::not_found, environment, {});
  if (outcome.response->status == 200) {
    const auto subscription = parse_subscription(parser_, outcome.response->body);
    if (!subscription) co_return not_known(Reason::upstream_bad_body);
    const auto fits = [](const std::string& told, std::string_view ours) {
      return told.empty() || told == ours;
    };
    if (!fits(subscription->environment, word_of(environment)) ||
        !fits(subscription->bundle_id, settings_.bundle_id)) {
      co_return not_known(Reason::upstream_mismatch);
    }
    bool first = true;
    for (const LastTransaction& last : subscription->last) {
      auto answer = co_await judge_last(last, environment, patience.deadline);
      if (answer.reason == Reason::wrong_product) continue;
      if (first || says_more(answer, best)) best = std::move(answer);
      first = false;
    }
  }
  best.names.push_back(name_of_transaction(environment, original_id));
  co_return best;
}

Task<Entitlement> StoreServer::judge_last(LastTransaction last, Environment environment,
                                          TimePoint deadline) {
  const Read read = co_await this->read(last.signed_transaction, environment);
  if (read.reason != Reason::ok) co_return not_known(read.reason);
  const Transaction& transaction = read.transaction;
  if (!last.original_id.empty() && last.original_id != transaction.original_id)
    co_return not_known(Reason::upstream_mismatch);
  co_await revocations_.learn(transaction, false, deadline);
  const WallTime now = services_.clock.wall_now();
  const Reason reason = judge(transaction, settings_, now, Expiry::ignored);
  if (reason == Reason::token_shape) co_return not_known(Reason::upstream_bad_body);
  if (reason != Reason::ok) co_return refused(reason, environment, names_of(transaction));
  // The status is not signed: it can only take away from what is.
  const auto meaning = meaning_of_status(last.status);
  if (meaning.standing == Standing::over) {
    if (verdict_of(meaning.reason) == Verdict::unknown) co_return not_known(meaning.reason);
    co_return refused(meaning.reason, environment, names_of(transaction));
  }
  Yes yes = yes_of(transaction);
  if (meaning.standing == Standing::grace) {
    const auto renewal = co_await documents_.verify(last.signed_renewal, Validity::now);
    if (renewal.reason != Reason::ok) co_return not_known(upstream_reason(renewal.reason));
    yes.expires_ms = grace_end_in(document_parser_, renewal.payload, transaction.environment,
                                  transaction.original_id);
  }
  if (!yes.expires_ms) co_return not_known(Reason::upstream_bad_body);
  if (now >= end_of(*yes.expires_ms))
    co_return refused(Reason::expired, environment, names_of(transaction));
  co_return entitled(std::move(yes), now, kKeepConfirmed);
}

}  // namespace spotter::purchase::apple
