#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::app {

/// Readers of setting values. Nothing: the text is not of that kind.

std::optional<std::uint64_t> read_number(std::string_view text, std::uint64_t least,
                                         std::uint64_t most);
/// Digits, perhaps with a point among them; at most nine before it.
std::optional<double> read_decimal(std::string_view text);
/// true, false, 1, 0, on, off, yes, no, allow, deny in any case.
std::optional<bool> read_switch(std::string_view text);
/// Comma separated, trimmed, empty pieces dropped.
std::vector<std::string> read_list(std::string_view text);

struct AddressAndPort {
  std::string address;
  std::uint16_t port = 0;
};
/// "127.0.0.1:8080", "[::1]:8080"; the address is a literal.
std::optional<AddressAndPort> read_address_and_port(std::string_view text);
bool is_loopback(const std::string& address);
/// Loopback and the private ranges of RFC 1918 and RFC 4193; "localhost" too.
bool is_private_host(std::string_view host);
bool is_loopback_host(std::string_view host);

/// http(s)://host[:port][/path], without user, query or fragment.
bool is_url(std::string_view text);
/// Of such a URL; an IPv6 address without brackets.
std::string host_of(std::string_view url);
/// The same text; in a URL user and password are masked, and so is all from a query or a fragment
/// on.
std::string without_secrets(std::string_view text);

/// 32 bytes or more, in hexadecimal or base64.
std::optional<std::string> read_key_bytes(std::string_view text);

}  // namespace spotter::app
