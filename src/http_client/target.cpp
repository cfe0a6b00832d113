#include "http_client/target.hpp"

#include "http_client/url.hpp"

#include <spotter/shard/host_names.hpp>

#include <boost/asio/ip/address.hpp>

#include <charconv>

namespace spotter::http_client {
Result<Target> parse_target(const std::string& text) {
  const Error bad{Errc::invalid_argument, "not a usable http or https URL"};
  const Url url = make_url();
  if (!is_visible(text) || curl_url_set(url.get(), CURLUPART_URL, text.c_str(),
                                        CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) != CURLUE_OK) {
    return bad;
  }
  const auto scheme = part_of(url, CURLUPART_SCHEME);
  auto host = part_of(url, CURLUPART_HOST);
  const auto port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!scheme || !host || !port || (*scheme != "http" && *scheme != "https")) return bad;
  Target target;
  target.authority = *host;
  if (const auto other = part_of(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT)) {
    target.authority.append(":").append(*other);
  }
  target.path = part_of(url, CURLUPART_PATH).value_or("/");
  if (const auto query = part_of(url, CURLUPART_QUERY)) target.path.append("?").append(*query);
  target.host = without_brackets(std::move(*host));
  target.tls = *scheme == "https";
  target.address = shard::is_address(target.host);
  std::from_chars(port->data(), port->data() + port->size(), target.port);
  return target;
}

bool is_loopback(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  return !error && parsed.is_loopback();
}

}  // namespace spotter::http_client
