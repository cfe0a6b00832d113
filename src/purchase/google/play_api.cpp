#include "purchase/google/play_api.hpp"

#include <string>

namespace spotter::purchase::google {
namespace {

http::Request of_purchases(const Settings& settings, const Secret& access) {
  http::Request request;
  request.segments = {"androidpublisher", "v3", "applications", settings.package_name, "purchases"};
  request.headers = {{"Authorization", std::string("Bearer ").append(access.reveal())}};
  return request;
}

void append(http::Request& request, std::initializer_list<std::string_view> segments) {
  for (const auto segment : segments)
    request.segments.emplace_back(segment);
}

}  // namespace

http::Request make_question(const Settings& settings, const AskedFor& what, const Secret& token,
                            const Secret& access) {
  using Resource = AskedFor::Resource;
  http::Request request = of_purchases(settings, access);
  switch (what.resource) {
    case Resource::product:
      append(request, {"products", what.product});
      break;
    case Resource::product_v2:
      append(request, {"productsv2"});
      break;
    case Resource::subscription:
      append(request, {"subscriptionsv2"});
      break;
  }
  append(request, {"tokens", token.reveal()});
  return request;
}

http::Request make_acknowledgement(const Settings& settings, const Unacknowledged& purchase,
                                   const Secret& access) {
  http::Request request = of_purchases(settings, access);
  request.method = "POST";
  const bool product = purchase.kind == Unacknowledged::Kind::product;
  append(request, {product ? "products" : "subscriptions", purchase.product, "tokens",
                   purchase.token.reveal()});
  request.verb = ":acknowledge";
  request.content_type = "application/json";
  request.body = "{}";
  return request;
}

http::Request make_voided_question(const Settings& settings, const VoidedPart& part,
                                   const Secret& access) {
  using std::chrono::milliseconds;
  http::Request request = of_purchases(settings, access);
  append(request, {"voidedpurchases"});
  const auto from = std::chrono::duration_cast<milliseconds>(part.from.time_since_epoch());
  // Type 1: subscriptions too. As many as Google gives at once.
  request.query = "startTime=" + std::to_string(from.count());
  request.query += "&type=1&maxResults=1000";
  if (!part.page.empty()) request.query.append("&token=").append(http::encoded(part.page));
  return request;
}

}  // namespace spotter::purchase::google
