#pragma once

#include <spotter/purchase/entitlements/cache.hpp>
#include <spotter/redis/reply.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::purchase::redis {

/// Where a message stands in its stream: milliseconds and a number.
struct MessageId {
  std::uint64_t ms = 0;
  std::uint64_t number = 0;
  auto operator<=>(const MessageId&) const = default;
};
std::string to_text(const MessageId& id);
std::optional<MessageId> parse_message_id(std::string_view text);

/// "Forget these", from one process to the others.
struct Message {
  std::string sender;
  bool all = false;  ///< all purchases; no names
  std::vector<entitlements::Key> names;
};

/// As fields and values of a stream's entry.
std::vector<std::string> write_message(const Message& message);

/// What XREAD of one stream brought, in its order; no message: it is none of ours.
std::vector<std::pair<MessageId, std::optional<Message>>> read_messages(
    const spotter::redis::Reply& reply);

/// Of what XRANGE brought; nothing: it brought nothing.
std::optional<MessageId> first_id(const spotter::redis::Reply& reply);

}  // namespace spotter::purchase::redis
