#include <spotter/purchase/http/store_api.hpp>

#include <algorithm>

namespace spotter::purchase::http {
namespace {

bool is_unreserved(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_encoded(std::string& out, std::string_view segment) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : segment) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
}

}  // namespace

std::string encoded(std::string_view text) {
  std::string out;
  append_encoded(out, text);
  return out;
}

std::optional<std::string> url_of(std::string_view base_url, const Request& request) {
  std::string url(base_url);
  for (const std::string& segment : request.segments) {
    // Clients of HTTP take these two out of a path, and with them the segment before.
    if (segment.empty() || segment == "." || segment == "..") return std::nullopt;
    url += '/';
    append_encoded(url, segment);
  }
  url += request.verb;
  const auto path = std::string_view(url).substr(base_url.size());
  const auto slashes = static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
  if (slashes != request.segments.size() || path.find_first_of("?#\\") != std::string_view::npos)
    return std::nullopt;
  if (!request.query.empty()) url.append("?").append(request.query);
  return url;
}

}  // namespace spotter::purchase::http
