#pragma once

#include "http_client/target.hpp"

#include <spotter/base/secret.hpp>
#include <spotter/http_client/http_client.hpp>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::http_client {

/// A proxy as curl wants it.
struct Proxy {
  std::string url;   ///< scheme, host and port; no user
  std::string host;  ///< without brackets
  std::uint16_t port = 0;
  bool address = false;  ///< the host is an IP address: there is nothing to look up
  bool tls = false;
  Secret user;
  Secret password;

  /// And not SOCKS.
  [[nodiscard]] bool speaks_http() const noexcept { return url.starts_with("http"); }
};

/// Errors: Errc::invalid_argument for what is no usable proxy.
Result<Proxy> parse_proxy(const std::string& text);

/// Hosts that are asked directly: the list of NO_PROXY, as curl and others read it.
class DirectHosts {
 public:
  explicit DirectHosts(std::string_view list);
  [[nodiscard]] bool holds(const Target& target) const;

 private:
  struct Entry {
    std::string name;  ///< in lower case; a host of that name, or below it
    std::optional<boost::asio::ip::network_v4> v4;
    std::optional<boost::asio::ip::network_v6> v6;
    std::optional<std::uint16_t> port;  ///< none: any
  };
  static Entry read_entry(std::string_view text);
  static bool matches(const Entry& entry, const std::string& host);

  bool all_ = false;
  std::vector<Entry> entries_;
};

/// Which proxy a target is reached through.
class ProxyChoice {
 public:
  /// Throws std::runtime_error, without the text, for a proxy that cannot be used.
  explicit ProxyChoice(const Proxies& proxies);
  /// Null: none. Lives as long as this.
  [[nodiscard]] const Proxy* for_target(const Target& target) const;

 private:
  std::optional<Proxy> for_https_;
  std::optional<Proxy> for_http_;
  DirectHosts direct_;
};

}  // namespace spotter::http_client
