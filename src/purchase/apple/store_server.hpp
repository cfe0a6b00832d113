#pragma once

#include "purchase/apple/api_answers.hpp"
#include "purchase/apple/api_token.hpp"
#include "purchase/apple/revocations.hpp"
#include "purchase/apple/signed_document.hpp"
#include "purchase/apple/transaction.hpp"

#include <spotter/purchase/apple/apple_store.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <optional>
#include <string>
#include <vector>

namespace spotter::purchase::apple {

/// The App Store Server API in both environments: what Apple says of a transaction now. Needs the
/// key. Lives on the shard of the stores.
class StoreServer {
 public:
  /// All of them outlive this.
  StoreServer(const Services& services, const Settings& settings, ApiToken token,
              SignedDocuments& documents, Revocations& revocations);

  /// A transaction, or its subscription, that is known by Apple's signature.
  Task<Entitlement> confirm(Transaction transaction, TimePoint deadline,
                            telemetry::SpanParent trace);
  /// An id alone: production is asked, and the sandbox if that does not know it.
  Task<Entitlement> look_up(std::string id, TimePoint deadline, telemetry::SpanParent trace);

  [[nodiscard]] std::vector<http::StoreApi::Standing> standings() const {
    return {production_.standing(), sandbox_.standing()};
  }
  /// Calls that run end now.
  void stop() noexcept {
    production_.stop();
    sandbox_.stop();
  }

 private:
  /// What a question brought: Apple's own words, or a verdict.
  struct Fetched {
    std::optional<Transaction> transaction;
    Entitlement verdict;
    bool unknown_there = false;  ///< it may be one of the other environment
  };
  http::StoreApi& api_of(Environment environment) noexcept;
  /// What one question of ours is asked with.
  struct Patience {
    TimePoint deadline;
    telemetry::SpanParent trace;
  };
  Task<http::Outcome> get(Environment environment, Asked asked, std::string id, Patience patience);
  Task<Fetched> fetch(Environment environment, std::string id, Patience patience);
  Task<Entitlement> ask_subscription(Environment environment, std::string original_id,
                                     Patience patience);
  Task<Entitlement> judge_last(LastTransaction last, Environment environment, TimePoint deadline);
  /// A document of a response; reason ok and a transaction of ours, or why not.
  struct Read {
    Reason reason = Reason::ok;
    Transaction transaction;
  };
  Task<Read> read(std::string document, Environment environment);
  [[nodiscard]] Entitlement judge_fresh(const Transaction& transaction) const;

  Services services_;
  const Settings& settings_;
  ApiToken token_;
  SignedDocuments& documents_;
  Revocations& revocations_;
  http::StoreApi production_;
  http::StoreApi sandbox_;
  codec::JsonParser parser_;
  codec::JsonParser document_parser_;
};

/// Nobody said no, and why.
Entitlement not_known(Reason reason, std::optional<Duration> retry_after = {});

/// How Apple's words name an environment; empty for unknown.
std::string_view word_of(Environment environment) noexcept;

}  // namespace spotter::purchase::apple
