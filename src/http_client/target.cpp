#include "http_client/target.hpp"

#include <boost/asio/ip/address.hpp>
#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

namespace spotter::http_client {
namespace {

using Url = std::unique_ptr<CURLU, decltype([](CURLU* url) { curl_url_cleanup(url); })>;

std::optional<std::string> part_of(const Url& url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string out(text);
  curl_free(text);
  return out;
}

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

}  // namespace

Result<Target> parse_target(const std::string& text) {
  const Error bad{Errc::invalid_argument, "not a usable http or https URL"};
  const Url url(curl_url());
  const bool visible =
      std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!visible || curl_url_set(url.get(), CURLUPART_URL, text.c_str(),
                               CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) != CURLUE_OK) {
    return bad;
  }
  const auto scheme = part_of(url, CURLUPART_SCHEME);
  auto host = part_of(url, CURLUPART_HOST);
  const auto port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!scheme || !host || !port || (*scheme != "http" && *scheme != "https")) return bad;
  if (host->starts_with('[') && host->ends_with(']')) *host = host->substr(1, host->size() - 2);
  Target target;
  target.host = std::move(*host);
  target.tls = *scheme == "https";
  target.address = is_address(target.host);
  std::from_chars(port->data(), port->data() + port->size(), target.port);
  return target;
}

bool is_loopback(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  return !error && parsed.is_loopback();
}

}  // namespace spotter::http_client
