#pragma once

#include <spotter/base/error.hpp>

#include <curl/curl.h>

namespace spotter::http_client {

/// What a transfer's end means, as one of the codes that Exchange::error() promises; CURLE_OK is
/// not among the arguments. The note is libcurl's own fixed sentence, which has no data of the
/// request in it.
Error failure_of(CURLcode code) noexcept;

}  // namespace spotter::http_client
