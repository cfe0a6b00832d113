#include <spotter/api/connection_token.hpp>
#include <spotter/base/text.hpp>

#include <array>

namespace spotter::api {
namespace {

constexpr char kFormat = 1;
constexpr std::size_t kIdBytes = 22;
constexpr std::size_t kTicketBytes = 1 + 8 + 2 + kIdBytes;

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
  return Ticket{std::string(bytes.substr(11)), WallTime(expires),
                static_cast<shard::ShardId>(read_number(bytes.substr(9, 2)))};
}

SpentTokens::State SpentTokens::claim(const std::string& id, TimePoint forget_after,
                                      TimePoint now) {
  if (now - swept_ > std::chrono::seconds(1)) {
    swept_ = now;
    std::erase_if(entries_, [&](const auto& entry) {
      return !entry.second.active && entry.second.forget_after < now;
    });
  }
  const State before = state_of(id);
  if (before == State::unused) entries_.emplace(id, Entry{true, forget_after});
  return before;
}

SpentTokens::State SpentTokens::state_of(const std::string& id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return State::unused;
  return found->second.active ? State::active : State::spent;
}

void SpentTokens::release(const std::string& id) {
  const auto found = entries_.find(id);
  if (found != entries_.end()) found->second.active = false;
}

}  // namespace spotter::api
