#include <spotter/base/text.hpp>
#include <spotter/telemetry/trace_context.hpp>

#include <algorithm>
#include <cstring>
#include <vector>

namespace spotter::telemetry {
namespace {

constexpr std::size_t kTraceparentBytes = 55;
constexpr std::size_t kStateBytesMax = 512;
constexpr std::size_t kMembersMax = 32;
constexpr std::size_t kKeyBytesMax = 256;
constexpr std::size_t kValueBytesMax = 256;
/// Members that are longer go first when all are too long.
constexpr std::size_t kLongMemberBytes = 128;

bool is_hex(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

template <class Id>
void read_id(Id& id, std::string_view hex) {
  const auto bytes = from_hex(hex);
  std::memcpy(id.data(), bytes->data(), id.size());
}

std::string_view without_blanks(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

bool is_key(std::string_view key) noexcept {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  const auto fits = [&](char c) {
    return is_alphanumeric(c) || c == '_' || c == '-' || c == '*' || c == '/' || c == '@';
  };
  return !key.empty() && key.size() <= kKeyBytesMax && is_alphanumeric(key.front()) &&
         std::all_of(key.begin(), key.end(), fits) && std::count(key.begin(), key.end(), '@') <= 1;
}

bool is_value(std::string_view value) noexcept {
  const auto fits = [](char c) { return c >= ' ' && c <= '~' && c != ',' && c != '='; };
  return !value.empty() && value.size() <= kValueBytesMax &&
         std::all_of(value.begin(), value.end(), fits) && value.back() != ' ';
}

std::size_t joined_bytes(const std::vector<std::string_view>& members) noexcept {
  std::size_t bytes = members.empty() ? 0 : members.size() - 1;
  for (const std::string_view member : members)
    bytes += member.size();
  return bytes;
}

}  // namespace

std::optional<SpanContext> read_traceparent(std::string_view text) {
  if (text.size() < kTraceparentBytes) return std::nullopt;
  const std::string_view version = text.substr(0, 2);
  const std::string_view trace_id = text.substr(3, 32);
  const std::string_view span_id = text.substr(36, 16);
  const std::string_view flags = text.substr(53, 2);
  const bool parted = text[2] == '-' && text[35] == '-' && text[52] == '-';
  if (!parted || !is_hex(version) || version == "ff" || !is_hex(trace_id) || !is_hex(span_id) ||
      !is_hex(flags)) {
    return std::nullopt;
  }
  // Later versions may add something behind another dash.
  const bool longer = text.size() > kTraceparentBytes;
  if (longer && (version == "00" || text[kTraceparentBytes] != '-')) return std::nullopt;
  SpanContext context;
  read_id(context.trace_id, trace_id);
  read_id(context.span_id, span_id);
  if (!context.valid()) return std::nullopt;
  const auto bits = static_cast<unsigned char>(from_hex(flags)->front());
  context.sampled = (bits & 1U) != 0;  // no other flag is known
  context.remote = true;
  return context;
}

std::string read_tracestate(std::string_view text) {
  std::vector<std::string_view> members;
  std::vector<std::string_view> keys;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view member = without_blanks(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (member.empty()) continue;
    const std::size_t equals = member.find('=');
    if (equals == std::string_view::npos) return {};
    const std::string_view key = member.substr(0, equals);
    const bool known = std::find(keys.begin(), keys.end(), key) != keys.end();
    if (known || !is_key(key) || !is_value(member.substr(equals + 1))) return {};
    if (members.size() == kMembersMax) return {};
    keys.push_back(key);
    members.push_back(member);
  }
  if (joined_bytes(members) > kStateBytesMax) {
    members.erase(
        std::remove_if(members.begin(), members.end(),
                       [](std::string_view member) { return member.size() > kLongMemberBytes; }),
        members.end());
  }
  while (joined_bytes(members) > kStateBytesMax)
    members.pop_back();
  std::string state;
  for (const std::string_view member : members)
    state.append(state.empty() ? "" : ",").append(member);
  return state;
}

std::string traceparent_of(const SpanContext& context) {
  std::string text = "00-";
  text.append(to_hex(context.trace_id)).append("-").append(to_hex(context.span_id));
  return text.append(context.sampled ? "-01" : "-00");
}

}  // namespace spotter::telemetry
