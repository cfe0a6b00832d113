#include "purchase/revenue_cat/requests.hpp"

#include <spotter/base/text.hpp>

#include <string>

namespace spotter::purchase::revenue_cat {
namespace {

http::Request make_request(const Settings& settings) {
  http::Request request;
  request.headers = {
      {"Authorization", std::string("Bearer ").append(trimmed(settings.api_key.reveal()))}};
  request.wanted_headers = {std::string(kUsageHeader), std::string(kLimitHeader)};
  return request;
}

http::Request of_customer(const Settings& settings, const Secret& customer) {
  http::Request request = make_request(settings);
  request.segments = {"v2", "projects", settings.project_id, "customers", customer.reveal()};
  return request;
}

void append_page(http::Request& request, std::string_view after) {
  if (!request.query.empty()) request.query += '&';
  request.query += "limit=100";
  if (!after.empty()) request.query.append("&starting_after=").append(http::encoded(after));
}

}  // namespace

http::Request make_list_request(const Settings& settings, const Secret& customer,
                                std::string_view after) {
  http::Request request = of_customer(settings, customer);
  request.segments.emplace_back("active_entitlements");
  append_page(request, after);
  return request;
}

http::Request make_customer_request(const Settings& settings, const Secret& customer) {
  return of_customer(settings, customer);
}

http::Request make_grants_request(const Settings& settings, const Secret& customer, Bought what,
                                  std::string_view after) {
  http::Request request = of_customer(settings, customer);
  request.segments.emplace_back(what == Bought::subscriptions ? "subscriptions" : "purchases");
  request.query = "environment=production";
  append_page(request, after);
  return request;
}

http::Request make_subscriber_request(const Settings& settings, const Secret& customer) {
  http::Request request = make_request(settings);
  request.segments = {"v1", "subscribers", customer.reveal()};
  return request;
}

}  // namespace spotter::purchase::revenue_cat
