#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::purchase::google {

/// What Google's answers mean. Pure: bodies and the time in, findings out. Answers that cannot be
/// read are of the unknown verdict; nobody loses a purchase over them.

/// What one question came to.
struct Finding {
  Reason reason = Reason::internal;
  Environment environment = Environment::unknown;
  std::optional<WallTime> ends{};   ///< of the period that was paid for
  std::optional<WallTime> until{};  ///< the yes may not be used from then on
  /// The product whose purchase nobody has acknowledged; empty: there is none.
  std::string to_acknowledge{};
  std::string linked_token{};  ///< the purchase that this one replaced
  bool consumed = false;       ///< though nothing of ours can be used up
  std::optional<Duration> retry_after{};

  [[nodiscard]] Verdict verdict() const noexcept { return verdict_of(reason); }
};

/// `purchases.products.get`, of the product and token that were asked for.
struct AskedProduct {
  std::string_view product;
  std::string_view token;
};
Finding judge_product(codec::JsonParser& parser, std::string_view body, const AskedProduct& asked,
                      const Settings& settings);

/// `purchases.productsv2`.
Finding judge_product_v2(codec::JsonParser& parser, std::string_view body, const Settings& settings,
                         WallTime now);

/// `purchases.subscriptionsv2`.
Finding judge_subscription(codec::JsonParser& parser, std::string_view body,
                           const Settings& settings, WallTime now);

/// Of what the paths of one token came to: a yes beats everything, not knowing beats a no, and
/// among no's the one that says most counts.
const Finding& stronger(const Finding& a, const Finding& b);

/// Statuses other than 200.
struct Refusal {
  http::Judgement judgement;
  Reason reason = Reason::internal;  ///< of a judgement that is an answer
};
Refusal judge_error(codec::JsonParser& parser, const http::Response& response, WallTime now);

/// The word in `error.errors[0].reason`; empty when there is none. Lives until the next parse.
std::string_view reason_in(codec::JsonParser& parser, std::string_view body);

}  // namespace spotter::purchase::google
