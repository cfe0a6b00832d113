#include "fuzz/check.hpp"
#include "purchase/apple/api_answers.hpp"
#include "purchase/apple/signed_document.hpp"
#include "purchase/google/decisions.hpp"
#include "purchase/revenue_cat/decisions.hpp"

#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/revenue_cat/settings.hpp>

#include <chrono>
#include <string>

// What the stores answer, and a token that claims to be signed by Apple. The first byte picks
// which. Nobody is let in by bytes that no store has written: a yes needs the words that only a yes
// has.
using namespace spotter;
using namespace spotter::purchase;

namespace {

constexpr WallTime kNow{std::chrono::hours(24 * 365 * 56)};

bool has(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

void check_google(codec::JsonParser& parser, std::string_view body) {
  const google::Settings settings;
  const auto product = google::judge_product(parser, body, {"pro", "token"}, settings);
  fuzz::check(
      product.verdict() != Verdict::entitled || has(body, "purchaseState") || has(body, "\\u"),
      "Google says that it was bought");
  google::judge_product_v2(parser, body, settings, kNow);
  google::judge_subscription(parser, body, settings, kNow);
  google::reason_in(parser, body);
  for (const int status : {400, 401, 404, 410, 429, 500}) {
    http::Response response;
    response.status = status;
    response.body = body;
    google::judge_error(parser, response, kNow);
  }
}

void check_revenue_cat(codec::JsonParser& parser, std::string_view body) {
  const auto list = revenue_cat::read_list(parser, body, "entlpro", kNow);
  fuzz::check(
      list.ours != revenue_cat::Page::Ours::holds || has(body, "entlpro") || has(body, "\\u"),
      "RevenueCat names the entitlement");
  revenue_cat::read_customer(parser, body, "entlpro", kNow);
  revenue_cat::read_grants(parser, body, revenue_cat::Bought::subscriptions, "entlpro");
  revenue_cat::read_grants(parser, body, revenue_cat::Bought::purchases, "entlpro");
  revenue_cat::read_subscriber(parser, body, revenue_cat::Settings(), kNow);
}

void check_apple(codec::JsonParser& parser, std::string_view body) {
  apple::error_code_of(parser, body);
  apple::signed_transaction_in(parser, body);
  if (const auto status = apple::parse_subscription(parser, body))
    fuzz::check(status->last.size() <= 64, "so many transactions");
  apple::grace_end_in(parser, body, "Production", "1");
}

void check_signed(codec::JsonParser& parser, std::string_view token) {
  for (const auto validity : {apple::Validity::now, apple::Validity::when_signed}) {
    const auto opened = apple::open_document(parser, token, validity, kNow);
    if (opened.reason != Reason::ok) continue;
    fuzz::check(token.starts_with(opened.jws.signed_bytes), "what is signed stands in the token");
    fuzz::check(!opened.jws.payload.empty(), "and it says something");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.empty()) return 0;
  codec::JsonParser parser(apple::kDocumentDepthMax);
  const std::string_view body = input.substr(1);
  switch (static_cast<unsigned char>(input.front()) % 4) {
    case 0:
      check_google(parser, body);
      break;
    case 1:
      check_revenue_cat(parser, body);
      break;
    case 2:
      check_apple(parser, body);
      break;
    default:
      check_signed(parser, body);
  }
  return 0;
}
