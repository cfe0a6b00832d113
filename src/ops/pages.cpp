#include "ops/pages.hpp"

#include <utility>

namespace spotter::ops {

server::Response json_page(int status, std::string body) {
  server::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

}  // namespace spotter::ops
