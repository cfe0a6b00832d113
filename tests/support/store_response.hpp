#pragma once

#include <spotter/purchase/http/store_api.hpp>

#include <string>
#include <string_view>

namespace spotter::testing {

/// A store's response as it is judged.
inline purchase::http::Response response(int status, std::string_view body,
                                         std::string_view retry_after = {}) {
  purchase::http::Response response;
  response.status = status;
  response.body = std::string(body);
  response.retry_after = std::string(retry_after);
  return response;
}

}  // namespace spotter::testing
