#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

namespace spotter::http_client {

struct FreeUrl {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
/// A URL in curl's hands, so that it is read as curl will read it.
using Url = std::unique_ptr<CURLU, FreeUrl>;

/// An empty one. Throws std::bad_alloc.
Url make_url();

/// Nothing: there is no such part.
std::optional<std::string> part_of(const Url& url, CURLUPart part, unsigned flags = 0);

/// Printable ASCII without spaces.
bool is_visible(const std::string& text);

/// The host as others than URLs write it.
std::string without_brackets(std::string host);

}  // namespace spotter::http_client
