#include "server/head_rules.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>

namespace spotter::server {
namespace {

constexpr std::size_t kRequestIdMax = 64;

}  // namespace

std::size_t header_section_bytes(const Request& request) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : request.headers)
    bytes += name.size() + value.size() + 4;
  return bytes;
}

std::size_t header_count(const Request& request, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(
      request.headers.begin(), request.headers.end(),
      [&](const Header& header) { return equals_ignoring_case(header.first, name); }));
}

int check_framing(const Request& request, unsigned version) {
  const std::size_t encodings = header_count(request, "Transfer-Encoding");
  if (header_count(request, "Content-Length") > 1) return 400;
  if (encodings == 0) return 0;
  if (version != 11 || request.has_header("Content-Length")) return 400;
  const bool chunked =
      encodings == 1 &&
      equals_ignoring_case(trimmed(request.header("Transfer-Encoding")), "chunked");
  return chunked ? 0 : 501;
}

std::string request_id_in(const Request& request) {
  const auto id = request.header("X-Request-Id");
  if (id.size() > kRequestIdMax || header_count(request, "X-Request-Id") != 1) return {};
  const bool safe = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
  return safe ? std::string(id) : std::string();
}

bool is_valid_upgrade(const Request& request) {
  const auto key = from_base64(request.header("Sec-WebSocket-Key"));
  return request.header("Sec-WebSocket-Version") == "13" && key && key->size() == 16;
}

std::string_view why_refused(int status) {
  switch (status) {
    case 413:
      return "The body is larger than this route takes.";
    case 414:
      return "The request line is longer than 24 KiB.";
    case 431:
      return "The headers are larger than 40 KiB.";
    case 426:
      return "This is not a WebSocket handshake of version 13.";
    case 501:
      return "This transfer encoding is not supported.";
    case 505:
      return "This HTTP version is not supported.";
    case 503:
      return "The server has all the connections it takes. Try again shortly.";
    default:
      return "The request is not valid HTTP/1.1.";
  }
}

}  // namespace spotter::server
