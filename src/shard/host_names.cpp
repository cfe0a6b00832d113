#include <spotter/shard/host_names.hpp>

#include <boost/asio/ip/address.hpp>

#include <array>
#include <memory>
#include <netdb.h>
#include <sys/socket.h>

namespace spotter::shard {
namespace {

constexpr std::size_t kAddressesMax = 8;

}  // namespace

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

Addresses look_up_by_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
  Addresses addresses;
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

}  // namespace spotter::shard
