#include <spotter/server/address.hpp>
#include <spotter/shard/task.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace spotter::server {

namespace {

std::optional<asio::ip::address> read(std::string_view text) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v4()) return address;
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6);
  return asio::ip::address_v6(v6.to_bytes());  // without the zone
}

/// An IPv4 address that was read has one spelling.
std::string spell(const asio::ip::address& address, std::string_view text) {
  const bool is_spelled = address.is_v4() && text.find(':') == std::string_view::npos;
  return is_spelled ? std::string(text) : address.to_string();
}

}  // namespace

std::optional<std::string> plain_address(std::string_view text) {
  const auto address = read(text);
  if (!address) return std::nullopt;
  return spell(*address, text);
}

std::string counted_address(const std::string& address) {
  const auto parsed = read(address);
  if (!parsed) return address;
  if (parsed->is_v4() || parsed->is_loopback()) return spell(*parsed, address);
  auto bytes = parsed->to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6(bytes).to_string();
}

bool is_private_address(const std::string& address) {
  const auto parsed = read(address);
  if (!parsed) return false;
  if (parsed->is_loopback()) return true;
  if (parsed->is_v4()) {
    const auto bytes = parsed->to_v4().to_bytes();
    return bytes[0] == 127 || bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xF0) == 16) ||
           (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
  }
  const auto v6 = parsed->to_v6();
  return v6.is_link_local() || (v6.to_bytes()[0] & 0xFE) == 0xFC;
}

}  // namespace spotter::server
