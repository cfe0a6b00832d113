#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace spotter::server {

/// permessage-deflate (RFC 7692) on the WebSockets of clients that offer it.
enum class Compression { off, on };

/// What the HTTP server listens on and how much it takes.
struct Settings {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  std::uint16_t port = 8080;          ///< 0: any free port
  std::string tls_cert_file;          ///< PEM chain; empty: plain HTTP
  std::string tls_key_file;           ///< PEM key

  std::size_t connections_max = 0;  ///< 0: 90 % of the descriptor limit
  std::size_t connections_per_address_max = 256;
  std::vector<std::string> trusted_proxies;  ///< CIDR networks whose X-Forwarded-For is believed

  std::size_t request_line_bytes_max = 24 * 1024;    ///< a store receipt may come in the query
  std::size_t header_section_bytes_max = 40 * 1024;  ///< all header fields together
  std::chrono::milliseconds tls_handshake_timeout{10'000};
  std::chrono::milliseconds header_timeout{10'000};  ///< first byte of a request to its last header
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds idle_timeout{75'000};  ///< between requests of a kept-alive connection
  std::chrono::milliseconds write_timeout{10'000};
  std::chrono::milliseconds close_timeout{5'000};  ///< for the peer's half of a WebSocket close
  Compression websocket_compression = Compression::off;
};

}  // namespace spotter::server
