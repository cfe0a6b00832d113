#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/resilience/retries.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::redis {

/// Where the server listens: a path, or a host (a name, or an address without brackets) and port.
struct Endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  std::string socket_path;  ///< not empty: this and nothing else
};

struct Settings {
  Endpoint endpoint;
  std::string user;  ///< of an ACL; empty: the default user
  Secret password;   ///< empty without a user: no AUTH
  unsigned db = 0;
  std::string key_prefix = "spotter:";
  /// For each address: TCP, and the answers to AUTH, SELECT and PING.
  std::chrono::milliseconds connect_timeout{1000};
  /// One command without an answer for so long, and the connection is given up.
  std::chrono::milliseconds command_timeout{500};
  /// A connection that has been quiet for so long is asked with PING; with the time above, the most
  /// that a server can be silent unnoticed.
  std::chrono::milliseconds ping_every{500};
  resilience::Backoff backoff{std::chrono::milliseconds(100), std::chrono::seconds(5)};
  std::size_t commands_max = 4096;  ///< in flight; one more is refused as overloaded
  /// Of one command; eight times as much may wait to be sent.
  std::size_t command_bytes_max = std::size_t{1024} * 1024;
  /// Of one answer, which may also hold 16,384 values; beyond, the connection ends.
  std::size_t reply_bytes_max = std::size_t{1024} * 1024;
};

/// Reads `redis://[user[:password]@]host[:port][/db]`, `redis://:password@host` or
/// `unix://[user[:password]@]/path[?db=N]`; user, password and path are percent-decoded, an IPv6
/// address stands in brackets. Nothing: `why` says in one sentence what is wrong, without the URL's
/// own text.
std::optional<Settings> parse_url(std::string_view url, std::string& why);

}  // namespace spotter::redis
