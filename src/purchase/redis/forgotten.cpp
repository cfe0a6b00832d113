#include "purchase/redis/forgotten.hpp"

#include "purchase/redis/whole_number.hpp"

#include <spotter/base/text.hpp>

#include <cstring>

namespace spotter::purchase::redis {
namespace {

using entitlements::Key;
using spotter::redis::Reply;

constexpr std::string_view kSender = "from";
constexpr std::string_view kNames = "names";
constexpr std::string_view kAll = "*";
constexpr std::size_t kDigits = 2 * std::tuple_size_v<Key>;

std::optional<Message> read_message(const std::vector<Reply>& words) {
  if (words.size() != 4 || words[0].text != kSender || words[2].text != kNames) return std::nullopt;
  Message message;
  message.sender = words[1].text;
  std::string_view text = words[3].text;
  message.all = text == kAll;
  if (message.all) return message;
  for (; !text.empty(); text.remove_prefix(kDigits)) {
    const auto bytes = from_hex(text.substr(0, kDigits));
    if (!bytes || bytes->size() != std::tuple_size_v<Key>) return std::nullopt;
    Key& name = message.names.emplace_back();
    std::memcpy(name.data(), bytes->data(), name.size());
  }
  return message;
}

}  // namespace

std::string to_text(const MessageId& id) {
  return std::to_string(id.ms).append("-").append(std::to_string(id.number));
}

std::optional<MessageId> parse_message_id(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto ms = whole_number<std::uint64_t>(text.substr(0, dash));
  const auto number = whole_number<std::uint64_t>(text.substr(dash + 1));
  return ms && number ? std::optional(MessageId{*ms, *number}) : std::nullopt;
}

std::vector<std::string> write_message(const Message& message) {
  std::string names(message.all ? kAll : "");
  for (const Key& name : message.names)
    names += to_hex(name);
  return {std::string(kSender), message.sender, std::string(kNames), std::move(names)};
}

std::vector<std::pair<MessageId, std::optional<Message>>> read_messages(const Reply& reply) {
  std::vector<std::pair<MessageId, std::optional<Message>>> messages;
  // [[stream, [[id, [field, value, ...]], ...]]]
  if (!reply.is_array() || reply.items.size() != 1 || reply.items[0].items.size() != 2)
    return messages;
  for (const Reply& entry : reply.items[0].items[1].items) {
    if (entry.items.size() != 2) continue;
    const auto id = parse_message_id(entry.items[0].text);
    if (id) messages.emplace_back(*id, read_message(entry.items[1].items));
  }
  return messages;
}

std::optional<MessageId> first_id(const Reply& reply) {
  if (!reply.is_array() || reply.items.empty() || reply.items[0].items.empty()) return std::nullopt;
  return parse_message_id(reply.items[0].items[0].text);
}

}  // namespace spotter::purchase::redis
