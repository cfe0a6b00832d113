#include "http_client/proxy.hpp"

#include "http_client/url.hpp"

#include <spotter/base/text.hpp>
#include <spotter/shard/host_names.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace spotter::http_client {
namespace {

namespace ip = boost::asio::ip;

std::optional<std::uint16_t> read_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return port;
}

/// What curl calls a scheme, a literal; of SOCKS the form in which the proxy looks up the name.
/// Empty: not one that is known.
std::string_view known_scheme(std::string_view scheme) {
  if (scheme == "http") return "http";
  if (scheme == "https") return "https";
  return scheme == "socks5" || scheme == "socks5h" ? "socks5h" : "";
}

std::uint16_t standard_port(std::string_view scheme) {
  if (scheme == "http") return 80;
  return scheme == "https" ? 443 : 1080;
}

bool is_localhost(const Target& target) {
  if (target.address) return is_loopback(target.host);
  const std::string host = to_lower_ascii(target.host);
  return host == "localhost" || host.ends_with(".localhost");
}

std::optional<Proxy> read_proxy(const Secret& text) {
  if (text.empty()) return std::nullopt;
  auto proxy = parse_proxy(text.reveal());
  if (!proxy) throw std::runtime_error("the proxy for upstreams is not a usable URL");
  return std::move(*proxy);
}

}  // namespace

bool is_usable_proxy(const std::string& text) {
  return parse_proxy(text).has_value();
}

Result<Proxy> parse_proxy(const std::string& text) {
  const Error bad{Errc::invalid_argument, "not a usable proxy"};
  const Url url = make_url();
  const std::string whole = text.find("://") == std::string::npos ? "http://" + text : text;
  if (!is_visible(whole) || curl_url_set(url.get(), CURLUPART_URL, whole.c_str(),
                                         CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return bad;
  }
  const auto scheme = known_scheme(part_of(url, CURLUPART_SCHEME).value_or(""));
  auto host = part_of(url, CURLUPART_HOST);
  if (scheme.empty() || !host || host->empty()) return bad;
  const auto port_text = part_of(url, CURLUPART_PORT);
  const auto port = port_text ? read_port(*port_text) : standard_port(scheme);
  if (!port || *port == 0) return bad;
  Proxy proxy;
  proxy.url.append(scheme).append("://").append(*host).append(":").append(std::to_string(*port));
  proxy.host = without_brackets(std::move(*host));
  proxy.port = *port;
  proxy.address = shard::is_address(proxy.host);
  proxy.tls = scheme == "https";
  proxy.user = Secret(part_of(url, CURLUPART_USER, CURLU_URLDECODE).value_or(""));
  proxy.password = Secret(part_of(url, CURLUPART_PASSWORD, CURLU_URLDECODE).value_or(""));
  return proxy;
}

DirectHosts::DirectHosts(std::string_view list) {
  constexpr std::string_view kSeparators = ", \t";
  while (!list.empty()) {
    const auto end = std::min(list.find_first_of(kSeparators), list.size());
    const auto entry = list.substr(0, end);
    list.remove_prefix(std::min(list.size(), end + 1));
    if (entry == "*") all_ = true;
    if (!entry.empty()) entries_.push_back(read_entry(entry));
  }
}

DirectHosts::Entry DirectHosts::read_entry(std::string_view text) {
  Entry entry;
  // "host:port", "[::1]:port"; an IPv6 address without brackets has colons of its own.
  const auto colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos &&
                        (text.find(':') == colon || (colon > 0 && text[colon - 1] == ']'));
  if (has_port) {
    entry.port = read_port(text.substr(colon + 1)).value_or(0);
    text = text.substr(0, colon);
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const std::string network(text);
  boost::system::error_code error;
  if (network.find('/') != std::string::npos) {
    const auto v4 = ip::make_network_v4(network, error);
    if (!error) entry.v4 = v4;
    const auto v6 = ip::make_network_v6(network, error);
    if (!error) entry.v6 = v6;
    return entry;
  }
  const auto address = ip::make_address(network, error);
  if (!error && address.is_v4()) entry.v4 = ip::network_v4(address.to_v4(), 32);
  if (!error && address.is_v6()) entry.v6 = ip::network_v6(address.to_v6(), 128);
  if (text.starts_with("*.")) text.remove_prefix(1);
  if (text.starts_with('.')) text.remove_prefix(1);
  if (error) entry.name = to_lower_ascii(text);
  return entry;
}

bool DirectHosts::matches(const Entry& entry, const std::string& host) {
  boost::system::error_code error;
  const auto address = ip::make_address(host, error);
  if (!error && address.is_v4()) {
    return entry.v4 && ip::network_v4(address.to_v4(), entry.v4->prefix_length()).canonical() ==
                           entry.v4->canonical();
  }
  if (!error) {
    return entry.v6 && ip::network_v6(address.to_v6(), entry.v6->prefix_length()).canonical() ==
                           entry.v6->canonical();
  }
  return !entry.name.empty() && (host == entry.name || host.ends_with("." + entry.name));
}

bool DirectHosts::holds(const Target& target) const {
  if (all_) return true;
  std::string host = to_lower_ascii(target.host);
  if (host.ends_with('.')) host.pop_back();
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return (!entry.port || *entry.port == target.port) && matches(entry, host);
  });
}

ProxyChoice::ProxyChoice(const Proxies& proxies)
    : for_https_(read_proxy(proxies.for_https)),
      for_http_(read_proxy(proxies.for_http)),
      direct_(proxies.except) {}

const Proxy* ProxyChoice::for_target(const Target& target) const {
  const auto& proxy = target.tls ? for_https_ : for_http_;
  if (!proxy || is_localhost(target) || direct_.holds(target)) return nullptr;
  return &*proxy;
}

}  // namespace spotter::http_client
