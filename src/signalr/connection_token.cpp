#include <spotter/base/text.hpp>
#include <spotter/signalr/connection_token.hpp>

#include <array>
#include <bit>
#include <chrono>

namespace spotter::signalr {
namespace {

// Format, expiry (ms since 1970), home, instance, flags, id.
constexpr char kFormat = 2;
constexpr std::size_t kHomeAt = 1 + 8;
constexpr std::size_t kInstanceAt = kHomeAt + 2;
constexpr std::size_t kFlagsAt = kInstanceAt + 8;
constexpr std::size_t kIdAt = kFlagsAt + 1;
constexpr std::size_t kIdBytes = 22;
constexpr std::size_t kTicketBytes = kIdAt + kIdBytes;
constexpr char kStateful = 1;

void append_number(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i)
    out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

std::uint64_t read_number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes)
    value = (value << 8U) | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace

InstanceId make_instance_id(Entropy& entropy) {
  std::array<std::byte, sizeof(InstanceId)> bytes{};
  entropy.fill(bytes);
  return std::bit_cast<InstanceId>(bytes);
}

std::string ConnectionTokens::make_connection_id(Entropy& entropy) {
  std::array<std::byte, 16> bytes{};
  entropy.fill(bytes);
  return to_base64url(bytes);
}

std::string ConnectionTokens::write(const Ticket& ticket, Entropy& entropy) const {
  const auto expires =
      std::chrono::duration_cast<std::chrono::milliseconds>(ticket.expires.time_since_epoch())
          .count();
  std::string value;
  value.reserve(kTicketBytes);
  value.push_back(kFormat);
  append_number(value, static_cast<std::uint64_t>(expires), 8);
  append_number(value, ticket.home, 2);
  append_number(value, ticket.instance, 8);
  value.push_back(ticket.stateful ? kStateful : '\0');
  value.append(ticket.connection_id);
  return to_base64url(as_bytes(sealer_.seal(value, entropy)));
}

std::optional<Ticket> ConnectionTokens::read(std::string_view token) const {
  // Longer ones are not ours: they are not worth decoding.
  if (token.size() > 256 || token.find_first_of("+/=") != std::string_view::npos)
    return std::nullopt;
  const auto sealed = from_base64(token);
  if (!sealed) return std::nullopt;
  const auto value = sealer_.open(*sealed);
  if (!value || value->size() != kTicketBytes || value->front() != kFormat) return std::nullopt;
  const std::string_view bytes = *value;
  const auto expires = std::chrono::milliseconds(read_number(bytes.substr(1, 8)));
  Ticket ticket;
  ticket.connection_id = bytes.substr(kIdAt);
  ticket.expires = WallTime(expires);
  ticket.home = static_cast<shard::ShardId>(read_number(bytes.substr(kHomeAt, 2)));
  ticket.instance = read_number(bytes.substr(kInstanceAt, 8));
  ticket.stateful = bytes[kFlagsAt] == kStateful;
  return ticket;
}

}  // namespace spotter::signalr
