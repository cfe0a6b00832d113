#include "app/values.hpp"

#include <spotter/base/text.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>

namespace spotter::app {
namespace {

std::optional<boost::asio::ip::address> read_address(std::string_view text) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return address;
}

}  // namespace

std::optional<std::uint64_t> read_number(std::string_view text, std::uint64_t least,
                                         std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> read_decimal(std::string_view text) {
  constexpr std::size_t kDigitsMax = 9;
  const auto point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = text.substr(std::min(point + 1, text.size()));
  const auto digits = [](std::string_view piece) {
    return std::all_of(piece.begin(), piece.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.empty() || whole.size() > kDigitsMax || part.size() > kDigitsMax || !digits(whole) ||
      !digits(part) || (point < text.size() && part.empty())) {
    return std::nullopt;
  }
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<bool> read_switch(std::string_view text) {
  for (const auto* yes : {"true", "1", "on", "yes", "allow"}) {
    if (equals_ignoring_case(text, yes)) return true;
  }
  for (const auto* no : {"false", "0", "off", "no", "deny"}) {
    if (equals_ignoring_case(text, no)) return false;
  }
  return std::nullopt;
}

std::vector<std::string> read_list(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto piece = trimmed(text.substr(0, comma));
    if (!piece.empty()) list.emplace_back(piece);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return list;
}

std::optional<AddressAndPort> read_address_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto address = text.substr(0, colon);
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  const auto parsed = read_address(address);
  const auto port = read_number(text.substr(colon + 1), 0, 65535);
  if (!parsed || !port || parsed->is_v6() != bracketed) return std::nullopt;
  return AddressAndPort{parsed->to_string(), static_cast<std::uint16_t>(*port)};
}

bool is_loopback(const std::string& address) {
  const auto parsed = read_address(address);
  return parsed && parsed->is_loopback();
}

bool is_loopback_host(std::string_view host) {
  return equals_ignoring_case(host, "localhost") || is_loopback(std::string(host));
}

bool is_private_host(std::string_view host) {
  if (is_loopback_host(host)) return true;
  const auto parsed = read_address(host);
  if (!parsed) return false;
  if (parsed->is_v6()) return (parsed->to_v6().to_bytes()[0] & 0xFEU) == 0xFCU;
  const auto bytes = parsed->to_v4().to_bytes();
  return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] >= 16 && bytes[1] < 32) ||
         (bytes[0] == 192 && bytes[1] == 168);
}

bool is_url(std::string_view text) {
  constexpr std::string_view kUnwanted = " @?#\"<>\\\t\r\n";
  if (!text.starts_with("https://") && !text.starts_with("http://")) return false;
  const auto rest = text.substr(text.find("://") + 3);
  const auto host = rest.substr(0, rest.find('/'));
  const auto after_address = host.substr(std::min(host.size(), host.rfind(']') + 1));
  const auto colon = after_address.find(':');
  const bool port_fine = colon == std::string_view::npos ||
                         read_number(after_address.substr(colon + 1), 1, 65535).has_value();
  return !host.empty() && host.front() != ':' && port_fine &&
         rest.find_first_of(kUnwanted) == std::string_view::npos;
}

std::string without_secrets(std::string_view text) {
  const auto slashes = text.find("://");
  if (slashes == std::string_view::npos) return std::string(text);
  const auto begin = slashes + 3;
  const auto end = std::min(text.find_first_of("/?#", begin), text.size());
  const auto at = text.substr(begin, end - begin).rfind('@');
  std::string shown(text.substr(0, begin));
  if (at != std::string_view::npos) shown.append("***");
  const auto rest = text.substr(at == std::string_view::npos ? begin : begin + at);
  const auto query = rest.find_first_of("?#");
  shown.append(rest.substr(0, query));
  if (query != std::string_view::npos) shown.append(1, rest[query]).append("***");
  return shown;
}

std::string host_of(std::string_view url) {
  auto rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find('/'));
  if (!rest.empty() && rest.front() == '[') return std::string(rest.substr(1, rest.find(']') - 1));
  return std::string(rest.substr(0, rest.find(':')));
}

std::optional<std::string> read_key_bytes(std::string_view text) {
  constexpr std::size_t kBytesMin = 32;
  std::optional<std::string> bytes = from_hex(text);
  if (!bytes || bytes->size() < kBytesMin) bytes = from_base64(text);
  if (bytes && bytes->size() < kBytesMin) bytes.reset();
  return bytes;
}

}  // namespace spotter::app
