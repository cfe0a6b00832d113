#include "apidocs/built_in.hpp"

#include <spotter/apidocs/pages.hpp>
#include <spotter/base/text.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/crypto/digest.hpp>

#include <string>
#include <utility>

namespace spotter::apidocs {
namespace {

/// Stands once in each document where the server's version goes.
constexpr std::string_view kVersionMark = "@SPOTTER_VERSION@";

/// The page may load what is ours and send nothing anywhere.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

/// A file of the binary. Its bytes are copied only when somebody asks for them.
class File {
 public:
  File(std::string_view type, std::string_view bytes, std::string_view version) : type_(type) {
    const auto mark = bytes.find(kVersionMark);
    before_ = bytes.substr(0, mark);
    if (mark != std::string_view::npos) {
      version_ = version;
      after_ = bytes.substr(mark + kVersionMark.size());
    }
    constexpr std::size_t kTagDigits = 32;
    tag_ = '"' + to_hex(crypto::sha256(text())).substr(0, kTagDigits) + '"';
  }

  [[nodiscard]] server::Response answer(const server::Request& request) const {
    server::Response response;
    response.headers = {{"ETag", tag_}, {"Cache-Control", "no-cache"}};
    if (is_known(request.header_list("If-None-Match"))) {
      response.status = 304;
      return response;
    }
    response.headers.emplace_back("Content-Type", type_);
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Content-Security-Policy", kPolicy);
    response.body = text();
    return response;
  }

 private:
  [[nodiscard]] std::string text() const {
    std::string whole(before_);
    return whole.append(version_).append(after_);
  }

  /// RFC 9110, 13.1.2: any of a list, compared weakly.
  [[nodiscard]] bool is_known(std::string_view tags) const {
    while (!tags.empty()) {
      const auto comma = tags.find(',');
      std::string_view tag = trimmed(tags.substr(0, comma));
      if (tag.starts_with("W/")) tag.remove_prefix(2);
      if (tag == "*" || tag == tag_) return true;
      tags = comma == std::string_view::npos ? std::string_view{} : tags.substr(comma + 1);
    }
    return false;
  }

  std::string_view type_;
  std::string_view before_;
  std::string_view version_;
  std::string_view after_;
  std::string tag_;
};

Task<server::Answer> answer_with(server::Response response) {
  co_return server::Answer(std::move(response));
}

server::Route route_to(std::string path, File file) {
  server::Route route;
  route.path = std::move(path);
  route.methods = {"GET"};
  route.answer = [file = std::move(file)](const server::Request& request) {
    return answer_with(file.answer(request));
  };
  return route;
}

/// The page names its parts relative to itself, so that it works behind any prefix of a proxy; that
/// takes the slash.
server::Route route_to_page(File file) {
  server::Route route;
  route.path = "/apidocs";
  route.methods = {"GET"};
  route.answer = [file = std::move(file)](const server::Request& request) {
    if (codec::split_target(request.target).path.ends_with('/')) {
      return answer_with(file.answer(request));
    }
    server::Response moved;
    moved.status = 308;
    moved.headers = {{"Location", "apidocs/"}};
    return answer_with(std::move(moved));
  };
  return route;
}

}  // namespace

void add_routes(server::Router& router, std::string_view version) {
  constexpr std::string_view kJson = "application/json";
  server::Route openapi = route_to("/openapi.json", {kJson, openapi_json(), version});
  server::Route asyncapi = route_to("/asyncapi.json", {kJson, asyncapi_json(), version});
  // For tools that run in pages of other origins.
  openapi.cors = asyncapi.cors = true;
  router.add(std::move(openapi));
  router.add(std::move(asyncapi));
  router.add(route_to_page({"text/html; charset=utf-8", page_html(), version}));
  router.add(route_to("/apidocs/page.css", {"text/css; charset=utf-8", page_css(), version}));
  router.add(route_to("/apidocs/page.js", {"text/javascript; charset=utf-8", page_js(), version}));
}

}  // namespace spotter::apidocs
