#include "purchase/google/access_tokens.hpp"
#include "purchase/google/acknowledger.hpp"
#include "purchase/google/decisions.hpp"
#include "purchase/google/play_api.hpp"
#include "purchase/google/voided_purchases.hpp"

#include <spotter/purchase/google/verifier.hpp>
#include <spotter/purchase/http/base_url.hpp>
#include <spotter/purchase/http/judgements.hpp>
#include <spotter/purchase/http/lifetimes.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr Duration kYesMost = std::chrono::hours(1);

http::Settings api_settings(const Settings& settings) {
  http::Settings api;
  api.name = "google_play";
  api.base_url = std::string(http::without_slash(settings.base_url));
  return api;
}

ServiceAccount account_of(const Settings& settings) {
  std::string why;
  auto account = read_service_account(settings, why);
  if (!account) throw std::runtime_error(why);
  return std::move(*account);
}

Finding not_known(Reason reason, std::optional<Duration> retry_after) {
  Finding finding;
  finding.reason = reason;
  finding.retry_after = retry_after;
  return finding;
}

/// One purchase of several answers.
class Verdicts {
 public:
  void add(Finding finding) {
    if (verdict_of(finding.reason) == Verdict::not_entitled)
      keep_no_for_ = std::min(keep_no_for_, http::lifetime_of_no(finding.reason));
    best_ = best_ ? stronger(*best_, finding) : finding;
  }
  [[nodiscard]] bool is_yes() const { return best_ && best_->verdict() == Verdict::entitled; }
  [[nodiscard]] const Finding& best() const { return *best_; }

  [[nodiscard]] Entitlement entitlement(std::string_view token, WallTime now) const {
    Entitlement answer;
    answer.reason = best_->reason;
    answer.environment = best_->environment;
    answer.subject = make_subject({"google", token});
    switch (best_->verdict()) {
      case Verdict::entitled:
        answer.until = best_->until;
        answer.keep_for = http::lifetime_of_yes(kYesMost, best_->ends, best_->environment, now);
        answer.replaced = best_->linked_token;
        break;
      case Verdict::not_entitled:
        // Where one of several can heal, the purchase can.
        answer.keep_for = keep_no_for_;
        break;
      case Verdict::unknown:
        answer.retry_after = best_->retry_after;
        break;
    }
    return answer;
  }

 private:
  std::optional<Finding> best_;
  Duration keep_no_for_ = Duration::max();
};

class Google final : public GoogleVerifier {
 public:
  Google(const Services& services, const Settings& settings)
      : services_(services),
        settings_(settings),
        watches_voided_(polls_voided(settings)),
        api_(services.client, services.executor, services.clock, services.entropy, services.log,
             api_settings(settings)),
        tokens_(services, account_of(settings), settings),
        acknowledger_(services, tokens_, settings_) {
    const std::string fault = fault_in(settings);
    if (!fault.empty()) throw std::runtime_error(fault);
    // The key is in tokens_; nothing else needs it.
    settings_.service_account_json = {};
    settings_.service_account_key_base64 = {};
  }

  [[nodiscard]] Store store() const noexcept override { return Store::google; }

  Task<Examined> examine(Credential credential, TimePoint /*deadline*/) override {
    std::string name = credential.token.reveal();
    co_return Question{std::move(credential), std::move(name), {}};
  }

  Task<Entitlement> ask(Question question, TimePoint deadline) override {
    const Secret& token = question.credential.token;
    Verdicts verdicts;
    for (const AskedFor& what : products()) {
      Finding finding = co_await find(what, token, deadline, question.trace);
      verdicts.add(std::move(finding));
      if (verdicts.is_yes()) break;
    }
    const bool asks_for_subscription = !verdicts.is_yes() && !settings_.subscription_ids.empty();
    if (asks_for_subscription) {
      const AskedFor subscription{AskedFor::Resource::subscription, {}};
      Finding finding = co_await find(subscription, token, deadline, question.trace);
      verdicts.add(std::move(finding));
    }
    if (verdicts.is_yes()) on_yes(verdicts.best(), token, asks_for_subscription);
    co_return verdicts.entitlement(token.reveal(), services_.clock.wall_now());
  }

  [[nodiscard]] std::vector<http::StoreApi::Standing> standings() const override {
    std::vector<http::StoreApi::Standing> all{api_.standing(), tokens_.standing()};
    if (settings_.acknowledges) all.push_back(acknowledger_.standing());
    if (voided_) all.push_back(voided_->standing());
    return all;
  }

  void watch_voided(Duration kept_for, OnVoided on_voided) override {
    if (voided_ || !watches_voided_) return;
    voided_ = std::make_unique<VoidedPurchases>(services_, tokens_, settings_, kept_for,
                                                std::move(on_voided));
    voided_->begin();
  }

  void cancel() noexcept override {
    watches_voided_ = false;
    api_.stop();
    tokens_.cancel();
    acknowledger_.cancel();
    if (voided_) voided_->cancel();
  }

  Task<void> stop() override {
    // All at once: those in the background may wait for one another.
    cancel();
    co_await acknowledger_.stop();
    if (voided_) co_await voided_->stop();
    co_await tokens_.stop();
  }

 private:
  /// The product questions, in order.
  [[nodiscard]] std::vector<AskedFor> products() const {
    if (settings_.product_api == ProductApi::products_v2)
      return {{AskedFor::Resource::product_v2, {}}};
    std::vector<AskedFor> all;
    for (const std::string& product : settings_.product_ids)
      all.push_back({AskedFor::Resource::product, product});
    return all;
  }

  Task<Finding> find(AskedFor what, const Secret& token, TimePoint deadline,
                     telemetry::SpanParent trace) {
    for (bool second = false;; second = true) {
      const auto access = co_await tokens_.get(deadline);
      if (!access.token) co_return not_known(access.reason, access.retry_after);
      Finding finding;
      bool refused = false;
      http::Judge judge = [&](const http::Response& response) {
        refused = response.status == 401;
        // The first time it is the token that is too old, not the store that is in trouble.
        if (refused && !second) return http::Judgement{};
        return judge_response(response, {what, token.reveal()}, finding);
      };
      auto request = make_question(settings_, what, token, *access.token);
      request.trace = trace;
      const auto outcome = co_await api_.call(std::move(request), std::move(judge), deadline);
      if (refused) tokens_.drop(*access.token);
      if (refused && !second) continue;
      if (!outcome.response) co_return not_known(outcome.reason, outcome.retry_after);
      co_return finding;
    }
  }

  struct Asked {
    AskedFor what;
    std::string_view token;
  };
  http::Judgement judge_response(const http::Response& response, const Asked& asked,
                                 Finding& finding) {
    const WallTime now = services_.clock.wall_now();
    if (response.status != 200) {
      const Refusal refusal = judge_error(parser_, response, now);
      finding.reason = refusal.reason;
      // That a fresh token is refused too is for a person to mend.
      if (response.status == 401)
        return http::rest(Reason::upstream_auth, {}, refusal.judgement.alarm);
      return refusal.judgement;
    }
    switch (asked.what.resource) {
      case AskedFor::Resource::product:
        finding =
            judge_product(parser_, response.body, {asked.what.product, asked.token}, settings_);
        break;
      case AskedFor::Resource::product_v2:
        finding = judge_product_v2(parser_, response.body, settings_, now);
        break;
      case AskedFor::Resource::subscription:
        finding = judge_subscription(parser_, response.body, settings_, now);
        break;
    }
    if (finding.verdict() != Verdict::unknown) return {};
    return {http::Judgement::Kind::failed, finding.reason};
  }

  void on_yes(const Finding& finding, const Secret& token, bool subscription) {
    using Kind = Unacknowledged::Kind;
    if (finding.consumed && !told_of_consumed_) {
      told_of_consumed_ = true;
      services_.log.event(telemetry::Level::warn, "google_purchase_consumed", {});
    }
    if (!settings_.acknowledges || finding.to_acknowledge.empty()) return;
    acknowledger_.add(
        {subscription ? Kind::subscription : Kind::product, finding.to_acknowledge, token});
  }

  Services services_;
  Settings settings_;
  bool watches_voided_;
  http::StoreApi api_;
  AccessTokens tokens_;
  Acknowledger acknowledger_;
  std::unique_ptr<VoidedPurchases> voided_;
  codec::JsonParser parser_;
  bool told_of_consumed_ = false;
};

}  // namespace

std::unique_ptr<GoogleVerifier> make_verifier(const Services& services, const Settings& settings) {
  return std::make_unique<Google>(services, settings);
}

}  // namespace spotter::purchase::google
