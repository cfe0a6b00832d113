#include "http_client/url.hpp"

#include <algorithm>
#include <new>

namespace spotter::http_client {

Url make_url() {
  Url url(curl_url());
  if (!url) throw std::bad_alloc();
  return url;
}

std::optional<std::string> part_of(const Url& url, CURLUPart part, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string out(text);
  curl_free(text);
  return out;
}

bool is_visible(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string without_brackets(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host;
}

}  // namespace spotter::http_client
