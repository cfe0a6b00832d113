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

}  // namespace spotter::server
