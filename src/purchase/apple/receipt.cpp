#include "purchase/apple/receipt.hpp"

#include "purchase/apple/transaction.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/purchase/http/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace spotter::purchase::apple {
namespace {

using Kind = http::Judgement::Kind;
using codec::JsonValue;

http::Judgement judgement(Kind kind, Reason reason, std::string_view alarm = {}) {
  http::Judgement made;
  made.kind = kind;
  made.reason = reason;
  made.alarm = alarm;
  return made;
}

/// Of the states 21100 to 21199: "may work later". A boolean, 0 or 1, or either in quotes.
bool is_retryable(const JsonValue& body) {
  const auto value = body.get("is-retryable");
  if (!value) return true;
  if (const auto truth = value->boolean()) return *truth;
  if (const auto text = value->string()) return *text != "0";
  return value->integer() != 0;
}

bool is_internal(std::int64_t status) {
  return status >= 21100 && status <= 21199;
}

/// One purchase of a receipt.
struct Candidate {
  Reason reason = Reason::not_purchased;
  std::string transaction_id;
  std::string original_id;
  std::optional<std::int64_t> expires_ms{};
};

enum class Shape {
  unified,  ///< the app's receipt: lists of purchases
  single    ///< of iOS 6: the receipt is the purchase
};

class ReceiptReader {
 public:
  ReceiptReader(const Settings& settings, WallTime now) : settings_(settings), now_(now) {}

  void read_list(const JsonValue& object, std::string_view key) {
    http::array_of(object, key).value.for_each([this](JsonValue entry) {
      if (entry.type() == JsonValue::Type::object) read(entry, Shape::unified);
    });
  }

  void read(const JsonValue& entry, Shape shape) {
    Candidate candidate;
    candidate.transaction_id = http::text_of(entry, "transaction_id").value;
    candidate.original_id = http::text_of(entry, "original_transaction_id").value;
    candidate.reason = judge(entry, shape, candidate);
    if (candidate.reason == Reason::refunded_or_revoked && !candidate.transaction_id.empty())
      given_back_.insert(candidate.transaction_id);
    candidates_.push_back(std::move(candidate));
  }

  /// The purchase that says most: one that counts; else the most telling no.
  [[nodiscard]] Candidate best() const {
    constexpr std::array<Reason, 8> kByWeight{Reason::ok,
                                              Reason::upstream_bad_body,
                                              Reason::refunded_or_revoked,
                                              Reason::expired,
                                              Reason::upgraded,
                                              Reason::wrong_ownership,
                                              Reason::wrong_product,
                                              Reason::not_purchased};
    const auto weight = [&](Reason reason) {
      return std::find(kByWeight.begin(), kByWeight.end(), reason) - kByWeight.begin();
    };
    Candidate best;
    for (Candidate candidate : candidates_) {
      // It may be there twice, once as it was before.
      if (given_back_.contains(candidate.transaction_id))
        candidate.reason = Reason::refunded_or_revoked;
      const bool later = candidate.reason == best.reason && candidate.expires_ms > best.expires_ms;
      if (weight(candidate.reason) < weight(best.reason) || later) best = std::move(candidate);
    }
    return best;
  }

 private:
  Reason judge(const JsonValue& entry, Shape shape, Candidate& candidate) const {
    const auto& products = settings_.product_ids;
    const auto product = http::text_of(entry, "product_id");
    if (std::find(products.begin(), products.end(), product.value) == products.end())
      return Reason::wrong_product;
    if (!http::text_of(entry, "cancellation_date_ms").absent() ||
        !http::text_of(entry, "cancellation_date").absent()) {
      return Reason::refunded_or_revoked;
    }
    if (!read_end(entry, shape, candidate)) return Reason::upstream_bad_body;
    if (candidate.expires_ms && now_ >= end_of(*candidate.expires_ms)) return Reason::expired;
    if (http::text_of(entry, "is_upgraded").value == "true") return Reason::upgraded;
    if (!is_own(entry, shape)) return Reason::wrong_ownership;
    const auto quantity = http::whole_number(http::text_of(entry, "quantity").value);
    return quantity && *quantity >= 1 ? Reason::ok : Reason::not_purchased;
  }

  /// False: it cannot be read.
  static bool read_end(const JsonValue& entry, Shape shape, Candidate& candidate) {
    auto end = http::text_of(entry, "expires_date_ms");
    // In the old form the milliseconds are in the plain member.
    if (end.absent() && shape == Shape::single) end = http::text_of(entry, "expires_date");
    if (end.absent()) return true;
    candidate.expires_ms = http::whole_number(end.value);
    return candidate.expires_ms.has_value();
  }

  [[nodiscard]] bool is_own(const JsonValue& entry, Shape shape) const {
    const auto ownership = http::text_of(entry, "in_app_ownership_type");
    if (ownership.absent()) return shape == Shape::unified;
    if (ownership.value == "FAMILY_SHARED") return settings_.allow_family_sharing;
    return ownership.value == "PURCHASED";
  }

  const Settings& settings_;
  WallTime now_;
  std::vector<Candidate> candidates_;
  std::set<std::string> given_back_;
};

Entitlement unknown(Reason reason) {
  Entitlement answer;
  answer.reason = reason;
  return answer;
}

/// The environment that a receipt is of: unknown for a word that is none, or that cannot be.
Environment environment_in(const JsonValue& body, Environment asked) {
  const auto word = http::text_of(body, "environment");
  if (word.absent()) return asked;
  const auto told = environment_of(word.value);
  const bool odd = told == Environment::production && asked == Environment::sandbox;
  return odd ? Environment::unknown : told;
}

Entitlement judge_content(const JsonValue& body, std::string_view token, const Settings& settings,
                          Environment asked, WallTime now) {
  const auto receipt = http::object_of(body, "receipt");
  if (!receipt.has()) return unknown(Reason::upstream_bad_body);
  const auto environment = environment_in(body, asked);
  if (environment == Environment::unknown) return unknown(Reason::upstream_mismatch);
  if (environment == Environment::sandbox && !settings.allow_sandbox)
    return refused(Reason::wrong_environment, environment, {});
  const bool unified = !http::text_of(receipt.value, "bundle_id").absent();
  const auto bundle = http::text_of(receipt.value, unified ? "bundle_id" : "bid");
  if (!bundle.has() || bundle.value != settings.bundle_id)
    return refused(Reason::wrong_app, environment, {});
  ReceiptReader reader(settings, now);
  if (unified) {
    reader.read_list(body, "latest_receipt_info");
    reader.read_list(receipt.value, "in_app");
  } else {
    reader.read(receipt.value, Shape::single);
  }
  const Candidate best = reader.best();
  if (verdict_of(best.reason) == Verdict::unknown) return unknown(best.reason);
  std::vector<std::string> names;
  for (const std::string& id : {best.transaction_id, best.original_id}) {
    if (!id.empty()) names.push_back(name_of_transaction(environment, id));
  }
  if (best.reason != Reason::ok) return refused(best.reason, environment, std::move(names));
  std::string original = best.original_id.empty() ? best.transaction_id : best.original_id;
  if (original.empty()) original = "receipt:" + to_hex(crypto::sha256(token));
  return entitled({environment, std::move(original), std::move(names), best.expires_ms}, now,
                  kKeepReceipt);
}

}  // namespace

std::string receipt_request(std::string_view receipt, const Settings& settings) {
  std::string json = "{\"receipt-data\":";
  codec::append_json_string(json, receipt);
  json += ",\"exclude-old-transactions\":false";
  if (!settings.shared_secret.empty()) {
    json += ",\"password\":";
    codec::append_json_string(json, settings.shared_secret.reveal());
  }
  return json += '}';
}

std::optional<std::int64_t> receipt_status_of(codec::JsonParser& parser, std::string_view body) {
  const auto object = http::read_object(parser, body);
  if (!object) return std::nullopt;
  const auto status = http::integer_of(*object, "status");
  return status.has() ? std::optional(status.value) : std::nullopt;
}

http::Judgement judge_receipt_response(codec::JsonParser& parser, const http::Response& response,
                                       int& odd_ones, WallTime now) {
  const auto object = http::read_object(parser, response.body);
  const auto status = object ? http::integer_of(*object, "status") : http::Member<std::int64_t>();
  if (response.status == 429) {
    auto limited = judgement(Kind::failed, Reason::upstream_rate_limited);
    limited.retry_after = http::read_retry_after(response.retry_after, now);
    limited.rest = true;
    return limited;
  }
  if (response.status != 200 || !status.has())
    return judgement(Kind::failed, Reason::upstream_bad_body);
  const auto answered = judgement(Kind::answered, Reason::ok);
  if (is_internal(status.value))
    return is_retryable(*object) ? judgement(Kind::again, Reason::upstream_5xx) : answered;
  // https://developer.apple.com/documentation/appstorereceipts/status
  switch (status.value) {
    case 0:
      return http::object_of(*object, "receipt").has()
                 ? answered
                 : judgement(Kind::failed, Reason::upstream_bad_body);
    case 21000:
    case 21001:
      return judgement(Kind::failed, Reason::upstream_bad_body, "request_refused");
    case 21002:  // a malformed receipt, or a passing fault
      return odd_ones++ == 0 ? judgement(Kind::again, Reason::upstream_bad_body) : answered;
    case 21004:
      return judgement(Kind::failed, Reason::upstream_auth, "shared_secret_refused");
    case 21005:
    case 21009:
      return judgement(Kind::again, Reason::upstream_5xx);
    case 21003:
    case 21006:
    case kSandboxReceipt:
    case 21010:
      return answered;
    case 21008:  // a production receipt was sent to the sandbox
      return judgement(Kind::failed, Reason::upstream_mismatch);
    default:
      return judgement(Kind::failed, Reason::upstream_bad_body);
  }
}

Entitlement judge_receipt(codec::JsonParser& parser, std::string_view body,
                          std::string_view receipt, const Settings& settings, Environment asked,
                          WallTime now) {
  const auto object = http::read_object(parser, body);
  const auto status = object ? http::integer_of(*object, "status") : http::Member<std::int64_t>();
  if (!status.has()) return unknown(Reason::upstream_bad_body);
  switch (status.value) {
    case 0:
      return judge_content(*object, receipt, settings, asked, now);
    case 21003:
      return refused(Reason::bad_signature, asked, {});
    case 21006:
      return refused(Reason::expired, asked, {});
    case kSandboxReceipt:
      return refused(Reason::wrong_environment, asked, {});
    default:
      // Malformed for the second time, an account that is gone, or what will not do better.
      return refused(Reason::not_found, asked, {});
  }
}

}  // namespace spotter::purchase::apple
