#include <spotter/purchase/http/base_url.hpp>

#include <algorithm>

namespace spotter::purchase::http {
namespace {

constexpr std::string_view kSecure = "https://";
constexpr std::string_view kClear = "http://";

std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    return end == std::string_view::npos ? std::string_view() : authority.substr(0, end + 1);
  }
  return authority.substr(0, authority.find(':'));
}

/// Only digits and dots: "127.0.0.1.example.com" is a name.
bool is_loopback_literal(std::string_view host) {
  if (host == "[::1]" || host == "localhost") return true;
  return host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3 &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_plain(char c) {
  return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
}

}  // namespace

std::string fault_in_url(std::string_view url) {
  const bool clear = url.starts_with(kClear);
  if (!clear && !url.starts_with(kSecure)) return "is not a URL with https://";
  const auto rest = url.substr(clear ? kClear.size() : kSecure.size());
  const auto authority = rest.substr(0, rest.find('/'));
  if (!std::all_of(rest.begin(), rest.end(), is_plain))
    return "holds characters that a URL has not";
  if (rest.find_first_of("?#") != std::string_view::npos) return "has a query or a fragment";
  if (rest.find('@') != std::string_view::npos) return "has a user";
  if (host_of(authority).empty()) return "has no host";
  if (clear && !is_loopback_literal(host_of(authority)))
    return "is not encrypted; http:// is accepted for loopback addresses only";
  return {};
}

std::string_view without_slash(std::string_view url) noexcept {
  while (url.ends_with('/'))
    url.remove_suffix(1);
  return url;
}

}  // namespace spotter::purchase::http
