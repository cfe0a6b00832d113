#pragma once

#include "purchase/revenue_cat/decisions.hpp"

#include <spotter/base/secret.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <string_view>

namespace spotter::purchase::revenue_cat {

/// Requests of RevenueCat's REST API. The project is ours, only the customer is the client's.
/// `after`: the last id of the page before; empty: the first page.

http::Request make_list_request(const Settings& settings, const Secret& customer,
                                std::string_view after);
http::Request make_customer_request(const Settings& settings, const Secret& customer);
http::Request make_grants_request(const Settings& settings, const Secret& customer, Bought what,
                                  std::string_view after);
http::Request make_subscriber_request(const Settings& settings, const Secret& customer);

}  // namespace spotter::purchase::revenue_cat
