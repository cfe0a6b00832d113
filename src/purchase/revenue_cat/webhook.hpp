#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/notifications.hpp>
#include <spotter/purchase/revenue_cat/settings.hpp>

#include <string_view>

namespace spotter::purchase::revenue_cat {

/// Whether both of what is configured hold: the Authorization header, and a signature over the raw
/// body that was made within five minutes of now. Signed with one secret while another one comes
/// into use, a message has a signature for each; one that fits is enough.
bool is_authentic(const Message& message, const Settings& settings, WallTime now);

/// Every app user id that an event speaks of. Types are not interpreted: the API knows better.
Notice read_event(codec::JsonParser& parser, std::string_view body);

}  // namespace spotter::purchase::revenue_cat
