#include "purchase/revenue_cat/decisions.hpp"
#include "purchase/revenue_cat/requests.hpp"

#include <spotter/purchase/http/base_url.hpp>
#include <spotter/purchase/http/lifetimes.hpp>
#include <spotter/purchase/revenue_cat/verifier.hpp>

#include <functional>
#include <regex>
#include <set>
#include <stdexcept>
#include <utility>

namespace spotter::purchase::revenue_cat {
namespace {

constexpr Duration kYesMost = std::chrono::minutes(5);
constexpr int kPagesMax = 5;
/// So many unknown customers, and not one known since the start, look like a wrong project.
constexpr std::size_t kStrangersMax = 20;

http::Settings api_settings(const Settings& settings) {
  http::Settings api;
  api.name = "revenuecat";
  api.base_url = std::string(http::without_slash(settings.base_url));
  api.calls_per_second = 6;
  return api;
}

/// What a customer has, before it is an Entitlement.
struct Finding {
  Reason reason = Reason::internal;
  Environment environment = Environment::unknown;
  std::optional<WallTime> ends{};
  std::string customer_id{};  ///< as RevenueCat has it; empty: it did not say
  std::optional<Duration> retry_after{};
};

Finding with(Reason reason) {
  Finding finding;
  finding.reason = reason;
  return finding;
}

class RevenueCat final : public RevenueCatVerifier {
 public:
  RevenueCat(const Services& services, const Settings& settings)
      : services_(services),
        settings_(settings),
        api_(services.client, services.executor, services.clock, services.entropy, services.log,
             api_settings(settings)) {
    const std::string fault = fault_in(settings);
    if (!fault.empty()) throw std::runtime_error(fault);
    if (!settings.user_id_pattern.empty()) user_ids_.emplace(settings.user_id_pattern);
  }

  [[nodiscard]] Store store() const noexcept override { return Store::revenue_cat; }

  Task<Examined> examine(Credential credential, TimePoint /*deadline*/) override {
    if (!is_user_id(credential.token.reveal())) {
      Entitlement answer;
      answer.reason = Reason::token_shape;
      co_return answer;
    }
    std::string name = credential.token.reveal();
    co_return Question{std::move(credential), std::move(name), {}};
  }

  Task<Entitlement> ask(Question question, TimePoint deadline) override {
    const Secret& customer = question.credential.token;
    Finding finding;
    if (settings_.api == Api::v1) {
      finding = co_await ask_v1(customer, deadline, question.trace);
    } else {
      finding = co_await ask_v2(customer, deadline, question.trace);
    }
    const bool unproven = finding.reason == Reason::ok && !settings_.allows_sandbox &&
                          finding.environment == Environment::unknown;
    if (unproven) {
      const Finding proof = co_await prove_production(customer, deadline, question.trace);
      finding.environment = proof.environment;
      finding.reason = proof.reason;
      finding.retry_after = proof.retry_after;
    }
    count_strangers(finding, customer);
    co_return entitlement(finding, customer.reveal());
  }

  [[nodiscard]] http::StoreApi::Standing standing() const override { return api_.standing(); }
  void stop() noexcept override { api_.stop(); }

 private:
  [[nodiscard]] bool is_user_id(const std::string& text) const {
    if (!user_ids_) return true;
    try {
      return std::regex_match(text, *user_ids_);
    } catch (const std::regex_error&) {
      return false;  // the pattern is too much work for this text
    }
  }

  /// Reads a response of 200 (or 201); false: it cannot be read.
  using Read = std::function<bool(const http::Response&)>;

  /// Nothing: the response was read. Else what the call came to.
  Task<std::optional<Finding>> call(http::Request request, Read read, TimePoint deadline) {
    Reason refused = Reason::ok;
    http::Judge judge = [&](const http::Response& response) {
      const WallTime now = services_.clock.wall_now();
      http::Judgement judgement;
      refused = Reason::ok;  // a second attempt may fare better
      if (response.status != 200 && response.status != 201) {
        const Refusal refusal = judge_error(parser_, response, now);
        refused = refusal.reason;
        judgement = refusal.judgement;
      } else if (!read(response)) {
        judgement = {http::Judgement::Kind::failed, Reason::upstream_bad_body};
      }
      judgement.slow_for = slow_for(response, now);
      return judgement;
    };
    const auto outcome = co_await api_.call(std::move(request), std::move(judge), deadline);
    if (outcome.response && refused == Reason::ok) co_return std::nullopt;
    Finding finding = with(outcome.response ? refused : outcome.reason);
    finding.retry_after = outcome.retry_after;
    co_return finding;
  }

  Task<Finding> ask_v2(const Secret& customer, TimePoint deadline, telemetry::SpanParent trace) {
    std::string after;
    std::string customer_id;
    bool over = false;
    for (int number = 0; number < kPagesMax; ++number) {
      const bool whole = number == 0 && settings_.api == Api::v2_customer;
      Page page;
      Read read = [&](const http::Response& response) {
        const WallTime now = services_.clock.wall_now();
        const auto& ours = settings_.entitlement_id;
        page = whole ? read_customer(parser_, response.body, ours, now)
                     : read_list(parser_, response.body, ours, now);
        return response.status == 200 && page.readable;
      };
      auto request = whole ? make_customer_request(settings_, customer)
                           : make_list_request(settings_, customer, after);
      request.trace = trace;
      const auto failed = co_await call(std::move(request), std::move(read), deadline);
      if (failed) co_return *failed;
      if (whole) customer_id = page.customer_id;
      over = over || page.ours == Page::Ours::over;
      if (page.ours == Page::Ours::holds)
        co_return Finding{Reason::ok, Environment::unknown, page.ends, customer_id, {}};
      if (!page.has_next) co_return with(over ? Reason::expired : Reason::not_entitled);
      after = page.last_id;
    }
    co_return with(Reason::upstream_bad_body);
  }

  /// Whether something that was bought with real money gives the entitlement.
  Task<Finding> prove_production(const Secret& customer, TimePoint deadline,
                                 telemetry::SpanParent trace) {
    bool all_seen = true;
    for (const Bought what : {Bought::subscriptions, Bought::purchases}) {
      Grants grants;
      grants.has_next = true;
      for (int number = 0; number < kPagesMax && grants.has_next; ++number) {
        const std::string after = grants.last_id;
        Read read = [&](const http::Response& response) {
          grants = read_grants(parser_, response.body, what, settings_.entitlement_id);
          return response.status == 200 && grants.readable;
        };
        auto request = make_grants_request(settings_, customer, what, after);
        request.trace = trace;
        const auto failed = co_await call(std::move(request), std::move(read), deadline);
        if (failed) co_return *failed;
        if (grants.ours) co_return Finding{Reason::ok, Environment::production, {}, {}, {}};
        all_seen = all_seen && !grants.more_hidden;
      }
      all_seen = all_seen && !grants.has_next;
    }
    co_return with(all_seen ? Reason::wrong_environment : Reason::upstream_bad_body);
  }

  Task<Finding> ask_v1(const Secret& customer, TimePoint deadline, telemetry::SpanParent trace) {
    Subscriber found;
    Read read = [&](const http::Response& response) {
      // The question itself made this customer.
      if (response.status == 201) {
        found.reason = Reason::not_found;
        return true;
      }
      found = read_subscriber(parser_, response.body, settings_, services_.clock.wall_now());
      return verdict_of(found.reason) != Verdict::unknown;
    };
    auto request = make_subscriber_request(settings_, customer);
    request.trace = std::move(trace);
    const auto failed = co_await call(std::move(request), std::move(read), deadline);
    if (failed) co_return *failed;
    co_return Finding{found.reason, found.environment, found.ends, found.original_id, {}};
  }

  void count_strangers(const Finding& finding, const Secret& customer) {
    const bool stranger =
        finding.reason == Reason::not_found || finding.reason == Reason::token_shape;
    if (verdict_of(finding.reason) != Verdict::unknown && !stranger) somebody_known_ = true;
    if (finding.reason != Reason::not_found || somebody_known_ || told_of_strangers_) return;
    strangers_.insert(crypto::sha256(customer.reveal()));
    if (strangers_.size() <= kStrangersMax) return;
    told_of_strangers_ = true;
    strangers_.clear();
    services_.log.event(telemetry::Level::error, "store_alarm",
                        {{"upstream", "revenuecat"},
                         {"reason", name_of(Reason::not_found)},
                         {"what", "revenuecat_knows_nobody"}});
  }

  [[nodiscard]] Entitlement entitlement(const Finding& finding, const std::string& asked) const {
    Entitlement answer;
    answer.reason = finding.reason;
    answer.environment = finding.environment;
    // Only the customer object is sure to tell the id that all aliases share.
    const bool told = settings_.api == Api::v2_customer && !finding.customer_id.empty();
    answer.subject = make_subject({"revenuecat", told ? finding.customer_id : asked});
    if (!finding.customer_id.empty() && finding.customer_id != asked)
      answer.names.push_back(finding.customer_id);
    switch (answer.verdict()) {
      case Verdict::entitled:
        if (finding.ends)
          answer.until =
              std::chrono::time_point_cast<WallTime::duration>(*finding.ends + http::kSkew);
        answer.keep_for = http::lifetime_of_yes(kYesMost, finding.ends, finding.environment,
                                                services_.clock.wall_now());
        break;
      case Verdict::not_entitled:
        answer.keep_for = http::lifetime_of_no(finding.reason);
        break;
      case Verdict::unknown:
        answer.retry_after = finding.retry_after;
        break;
    }
    return answer;
  }

  Services services_;
  Settings settings_;
  http::StoreApi api_;
  codec::JsonParser parser_;
  std::optional<std::regex> user_ids_;
  std::set<crypto::Sha256> strangers_;
  bool somebody_known_ = false;
  bool told_of_strangers_ = false;
};

}  // namespace

std::unique_ptr<RevenueCatVerifier> make_verifier(const Services& services,
                                                  const Settings& settings) {
  return std::make_unique<RevenueCat>(services, settings);
}

}  // namespace spotter::purchase::revenue_cat
