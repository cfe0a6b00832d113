#pragma once

#include "purchase/google/acknowledgements.hpp"

#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <string_view>

namespace spotter::purchase::google {

/// Requests of the Google Play Developer API, version 3. Package and products are ours, only the
/// token is the client's.

struct AskedFor {
  enum class Resource { product, product_v2, subscription };
  Resource resource = Resource::product;
  std::string_view product;  ///< of `product`
};
http::Request make_question(const Settings& settings, const AskedFor& what, const Secret& token,
                            const Secret& access);
http::Request make_acknowledgement(const Settings& settings, const Unacknowledged& purchase,
                                   const Secret& access);

/// A part of the list of voided purchases.
struct VoidedPart {
  WallTime from;
  std::string_view page;  ///< empty: the first
};
http::Request make_voided_question(const Settings& settings, const VoidedPart& part,
                                   const Secret& access);

}  // namespace spotter::purchase::google
