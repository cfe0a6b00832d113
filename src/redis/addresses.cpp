#include "redis/addresses.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <memory>
#include <netdb.h>
#include <sys/socket.h>

namespace spotter::redis {

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

std::vector<std::string> addresses_of(const std::string& host) {
  constexpr std::size_t kAddressesMax = 8;
  if (is_address(host)) return {host};
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
  std::vector<std::string> addresses;
  for (const addrinfo* one = list; one != nullptr && addresses.size() < kAddressesMax;
       one = one->ai_next) {
    std::array<char, NI_MAXHOST> text;
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  return addresses;
}

}  // namespace spotter::redis
