#pragma once

#include <string>
#include <string_view>

namespace spotter::purchase::http {

/// What is wrong with a store's URL, in a few words; empty: nothing. It is `https://`, or `http://`
/// with a loopback address or localhost as host, and has no user, query or fragment.
std::string fault_in_url(std::string_view url);

/// Without slashes at the end.
std::string_view without_slash(std::string_view url) noexcept;

}  // namespace spotter::purchase::http
