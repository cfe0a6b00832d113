#include <spotter/server/address.hpp>
#include <spotter/shard/task.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace spotter::server {

std::string counted_address(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = asio::ip::make_address(address, error);
  if (error || parsed.is_v4() || parsed.is_loopback() || parsed.to_v6().is_v4_mapped())
    return address;
  auto bytes = parsed.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6(bytes).to_string();
}

bool is_private_address(const std::string& address) {
  boost::system::error_code error;
  auto parsed = asio::ip::make_address(address, error);
  if (error) return false;
  if (parsed.is_loopback()) return true;
  if (parsed.is_v6() && parsed.to_v6().is_v4_mapped())
    parsed = asio::ip::make_address_v4(asio::ip::v4_mapped, parsed.to_v6());
  if (parsed.is_v4()) {
    const auto bytes = parsed.to_v4().to_bytes();
    return bytes[0] == 127 || bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xF0) == 16) ||
           (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
  }
  const auto v6 = parsed.to_v6();
  return v6.is_link_local() || (v6.to_bytes()[0] & 0xFE) == 0xFC;
}

}  // namespace spotter::server
