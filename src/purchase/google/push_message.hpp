#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/notifications.hpp>

#include <string_view>

namespace spotter::purchase::google {

/// Whose messages are ours.
struct Recipient {
  std::string_view package_name;
  std::string_view subscription;  ///< empty: any
};

/// A message that Google has signed for. `inner` reads what it wraps. Whatever cannot be used is
/// answered as if it had been: Pub/Sub sends everything else again, for days. Only a message of
/// another subscription is refused: it is not meant for us.
Notice read_push_message(codec::JsonParser& outer, codec::JsonParser& inner, std::string_view body,
                         const Recipient& recipient);

}  // namespace spotter::purchase::google
