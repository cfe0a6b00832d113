#include "purchase/apple/receipt.hpp"
#include "purchase/apple/revocations.hpp"
#include "purchase/apple/signed_document.hpp"
#include "purchase/apple/store_server.hpp"
#include "purchase/apple/transaction.hpp"
#include "purchase/apple/trust.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/apple/apple_store.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace spotter::purchase::apple {
namespace {

// Nobody has published how often receipts may be asked for.
constexpr double kReceiptsPerSecond = 20;

/// Left to look into the ledger when Apple has not answered.
constexpr std::chrono::milliseconds kLedgerTime{250};

enum class Form { signed_transaction, receipt, transaction_id };

Form form_of(std::string_view token) {
  if (std::count(token.begin(), token.end(), '.') == 2) return Form::signed_transaction;
  const bool digits = token.find_first_not_of("0123456789") == std::string_view::npos;
  return digits && token.size() <= 20 ? Form::transaction_id : Form::receipt;
}

/// A signed transaction that examine() found good, but perhaps over.
struct SignedPurchase final : Evidence {
  Transaction transaction;
  bool over = false;
};

Entitlement final_answer(Reason reason) {
  Entitlement answer;
  answer.reason = reason;
  return answer;
}

/// Where the receipts of an environment are asked for: the URL's last segment is the request's.
struct ReceiptEndpoint {
  ReceiptEndpoint(const Services& services, const std::string& name, const std::string& url)
      : segment(url.substr(url.rfind('/') + 1)),
        api(services.client, services.executor, services.clock, services.entropy, services.log,
            api_settings(name, url)) {}

  static http::Settings api_settings(const std::string& name, const std::string& url) {
    http::Settings settings;
    settings.name = name;
    settings.base_url = url.substr(0, url.rfind('/'));
    settings.calls_per_second = kReceiptsPerSecond;
    return settings;
  }

  std::string segment;
  http::StoreApi api;
};

class Verifying final : public AppleVerifier {
 public:
  Verifying(Services services, Settings settings, crypto::ChainVerifier trust,
            std::optional<ApiToken> token)
      : services_(services),
        settings_(std::move(settings)),
        documents_(std::move(trust), services.workers, services.executor, services.clock),
        revocations_(services.ledger, services.log),
        receipts_(services, "apple_receipts", settings_.verify_receipt_url),
        sandbox_receipts_(services, "apple_sandbox_receipts", settings_.sandbox_verify_receipt_url),
        parser_(kDocumentDepthMax) {
    if (token) server_.emplace(services, settings_, std::move(*token), documents_, revocations_);
  }

  [[nodiscard]] Store store() const noexcept override { return Store::apple; }

  Task<Examined> examine(Credential credential, TimePoint deadline) override {
    const std::string& token = credential.token.reveal();
    switch (form_of(token)) {
      case Form::signed_transaction: {
        auto examined = co_await examine_signed(std::move(credential), deadline);
        co_return examined;
      }
      case Form::receipt: {
        if (!settings_.allow_legacy_receipts) co_return final_answer(Reason::store_disabled);
        std::string name = "receipt:" + to_hex(crypto::sha256(token));
        co_return Question{std::move(credential), std::move(name), nullptr};
      }
      case Form::transaction_id: {
        if (!settings_.allow_transaction_ids || !server_)
          co_return final_answer(Reason::token_shape);
        std::string name = "transaction:" + token;
        co_return Question{std::move(credential), std::move(name), nullptr};
      }
    }
    co_return final_answer(Reason::token_shape);
  }

  Task<Entitlement> ask(Question question, TimePoint deadline) override {
    const auto purchase = std::dynamic_pointer_cast<const SignedPurchase>(question.evidence);
    if (purchase) {
      auto answer = co_await ask_signed(*purchase, deadline, question.trace);
      co_return answer;
    }
    const std::string& token = question.credential.token.reveal();
    if (form_of(token) == Form::receipt) {
      auto answer = co_await ask_receipt(token, deadline, question.trace);
      co_return answer;
    }
    if (form_of(token) != Form::transaction_id || !server_)
      co_return final_answer(Reason::internal);
    auto answer = co_await server_->look_up(token, deadline, question.trace);
    co_return answer;
  }

  [[nodiscard]] std::vector<http::StoreApi::Standing> standings() const override {
    std::vector<http::StoreApi::Standing> all{receipts_.api.standing(),
                                              sandbox_receipts_.api.standing()};
    if (!server_) return all;
    for (const auto& standing : server_->standings())
      all.push_back(standing);
    return all;
  }

  void stop() noexcept override {
    receipts_.api.stop();
    sandbox_receipts_.api.stop();
    if (server_) server_->stop();
  }

 private:
  /// Whether Apple is asked about signed transactions.
  [[nodiscard]] bool looks_up() const noexcept { return settings_.online_check && server_; }

  Task<Examined> examine_signed(Credential credential, TimePoint deadline) {
    const Document document =
        co_await documents_.verify(credential.token.reveal(), Validity::when_signed);
    if (document.reason != Reason::ok) co_return final_answer(document.reason);
    auto transaction = parse_transaction(parser_, document.payload);
    if (!transaction) co_return final_answer(Reason::token_shape);
    const Reason reason = judge(*transaction, settings_, services_.clock.wall_now());
    // An old period's token: a newer one may run.
    const bool over = reason == Reason::expired && transaction->renews() && looks_up();
    if (reason == Reason::ok || over) {
      std::string name =
          name_of_transaction(environment_of(transaction->environment), transaction->id);
      auto evidence = std::make_shared<SignedPurchase>();
      evidence->transaction = std::move(*transaction);
      evidence->over = over;
      co_return Question{std::move(credential), std::move(name), std::move(evidence)};
    }
    Entitlement answer = final_answer(reason);
    answer.environment = environment_of(transaction->environment);
    if (reason == Reason::refunded_or_revoked) {
      answer.names = names_of(*transaction);
      co_await revocations_.learn(std::move(*transaction), false, deadline);
    } else if (reason == Reason::upgraded) {
      answer.names = names_of(*transaction);
    }
    co_return answer;
  }

  Task<Entitlement> ask_signed(SignedPurchase purchase, TimePoint deadline,
                               telemetry::SpanParent trace) {
    if (!looks_up()) {
      auto answer = co_await believe(std::move(purchase.transaction), deadline);
      co_return answer;
    }
    auto answer =
        co_await server_->confirm(purchase.transaction, deadline - kLedgerTime, std::move(trace));
    if (answer.verdict() != Verdict::unknown) co_return answer;
    const auto now = services_.clock.wall_now();
    auto believed = co_await believe(purchase.transaction, deadline);
    const bool trusted =
        !purchase.over && now - time_of(purchase.transaction.signed_ms) <= settings_.offline_trust;
    // A known revocation counts in any case.
    if (trusted || believed.verdict() == Verdict::not_entitled) co_return believed;
    co_return answer;
  }

  /// Without Apple: by the signature and the ledger.
  Task<Entitlement> believe(Transaction transaction, TimePoint deadline) {
    switch (co_await revocations_.said_of(transaction, deadline)) {
      case Revocations::Said::nothing:
        co_return entitled(yes_of(transaction), services_.clock.wall_now(), kKeepUnconfirmed);
      case Revocations::Said::unreadable:
        co_return not_known(Reason::internal);
      case Revocations::Said::revoked:
        break;
    }
    auto answer = refused(Reason::refunded_or_revoked, environment_of(transaction.environment),
                          names_of(transaction));
    answer.keep_for.reset();
    co_return answer;
  }

  Task<Entitlement> ask_receipt(std::string token, TimePoint deadline,
                                telemetry::SpanParent trace) {
    auto outcome = co_await post(receipts_, token, deadline, trace);
    Environment asked = Environment::production;
    const bool elsewhere =
        outcome.response &&
        receipt_status_of(api_parser_, outcome.response->body) == kSandboxReceipt;
    // The sandbox is never asked for another reason: its money is none.
    if (elsewhere && settings_.allow_sandbox) {
      asked = Environment::sandbox;
      outcome = co_await post(sandbox_receipts_, token, deadline, trace);
    }
    if (!outcome.response) co_return not_known(outcome.reason, outcome.retry_after);
    co_return judge_receipt(api_parser_, outcome.response->body, token, settings_, asked,
                            services_.clock.wall_now());
  }

  Task<http::Outcome> post(ReceiptEndpoint& endpoint, const std::string& token, TimePoint deadline,
                           telemetry::SpanParent trace) {
    http::Request request;
    request.trace = std::move(trace);
    request.method = "POST";
    request.segments = {endpoint.segment};
    request.content_type = "application/json";
    request.body = receipt_request(token, settings_);
    http::Judge judge = [this, odd_ones = 0](const http::Response& response) mutable {
      return judge_receipt_response(api_parser_, response, odd_ones, services_.clock.wall_now());
    };
    auto outcome = co_await endpoint.api.call(std::move(request), std::move(judge), deadline);
    if (outcome.response) {
      const auto status = receipt_status_of(api_parser_, outcome.response->body).value_or(-1);
      if (status != 0) {
        services_.log.event(telemetry::Level::info, "apple_receipt_refusal",
                            {{"upstream", endpoint.api.standing().name}, {"status", status}});
      }
    }
    co_return outcome;
  }

  Services services_;
  Settings settings_;
  SignedDocuments documents_;
  Revocations revocations_;
  ReceiptEndpoint receipts_;
  ReceiptEndpoint sandbox_receipts_;
  std::optional<StoreServer> server_;
  codec::JsonParser parser_;
  codec::JsonParser api_parser_;
};

}  // namespace

std::unique_ptr<AppleVerifier> make_verifier(Services services, Settings settings) {
  if (const auto fault = fault_in(settings); !fault.empty()) throw std::runtime_error(fault);
  auto trust = make_trust(settings.root_ca_file);
  std::optional<ApiToken> token;
  if (settings.online_check || settings.allow_transaction_ids) {
    if (auto key = crypto::SigningKey::from_pem(settings.private_key))
      token.emplace(std::move(*key), settings);
  }
  return std::make_unique<Verifying>(services, std::move(settings), std::move(trust).value(),
                                     std::move(token));
}

}  // namespace spotter::purchase::apple
