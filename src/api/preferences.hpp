#pragma once

#include <string_view>

namespace spotter::api {

/// Whether an Accept header asks for an event stream rather than for JSON (RFC 9110 section
/// 12.5.1): its quality is higher, or as high and named more exactly. Nothing said, or nothing that
/// we have: JSON.
bool prefers_event_stream(std::string_view accept);

/// The language of an Accept-Language header with the highest quality, the first of equals; empty
/// for none.
std::string_view preferred_language(std::string_view accept_language);

/// Whether a Content-Type is application/json, with UTF-8 as its charset if it names one.
bool is_json(std::string_view content_type);

}  // namespace spotter::api
