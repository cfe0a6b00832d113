#include "llm/openai/url.hpp"

#include <spotter/base/text.hpp>
#include <spotter/llm/openai/settings.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace spotter::llm::openai {
namespace {

namespace ip = boost::asio::ip;

bool is_local_v4(const ip::address_v4& address) {
  const auto bytes = address.to_bytes();
  return bytes[0] == 127 || bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xF0U) == 16) ||
         (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254) ||
         address.is_unspecified();
}

bool is_local_v6(const ip::address_v6& address) {
  if (address.is_v4_mapped()) return is_local_v4(ip::make_address_v4(ip::v4_mapped, address));
  return address.is_loopback() || address.is_unspecified() || address.is_link_local() ||
         (address.to_bytes()[0] & 0xFEU) == 0xFC;  // unique local, RFC 4193
}

bool is_local_name(std::string_view host) {
  constexpr std::array<std::string_view, 5> kSuffixes{".localhost", ".local", ".internal", ".lan",
                                                      ".home.arpa"};
  if (host.find('.') == std::string_view::npos) return !host.empty();
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [host](std::string_view suffix) { return host.ends_with(suffix); });
}

std::optional<std::uint16_t> port_in(std::string_view text) {
  if (!text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

}  // namespace

HostAndPort host_and_port_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  std::string_view host;
  if (url.starts_with('[')) {
    const auto end = std::min(url.find(']'), url.size());
    host = url.substr(1, end - 1);
    url.remove_prefix(std::min(end + 1, url.size()));
  } else {
    host = url.substr(0, url.find(':'));
    url.remove_prefix(host.size());
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  return {to_lower_ascii(host), port_in(url)};
}

bool is_local(std::string_view base_url) {
  const std::string host = host_and_port_of(base_url).host;
  boost::system::error_code not_an_address;
  const auto address = ip::make_address(host, not_an_address);
  if (not_an_address) return is_local_name(host);
  return address.is_v4() ? is_local_v4(address.to_v4()) : is_local_v6(address.to_v6());
}

}  // namespace spotter::llm::openai
