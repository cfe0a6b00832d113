#include "purchase/redis/sealed_answer.hpp"

#include "purchase/redis/whole_number.hpp"

#include <spotter/base/text.hpp>

#include <array>
#include <cstring>
#include <vector>

namespace spotter::purchase::redis {
namespace {

using entitlements::Key;
using std::chrono::milliseconds;

/// The first line. Another one whenever the lines change: answers of other versions are passed
/// over, and asked for again.
constexpr std::string_view kVersion = "1";

// version, key, reason, environment, subject, until or "-", asked, life, names
constexpr std::size_t kLines = 9;

std::int64_t to_ms(WallTime time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::optional<Key> read_key(std::string_view hex) {
  Key key;
  const auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != key.size()) return std::nullopt;
  std::memcpy(key.data(), bytes->data(), key.size());
  return key;
}

std::optional<Reason> read_reason(std::string_view name) {
  for (int at = 0; at <= static_cast<int>(Reason::internal); ++at) {
    const auto reason = static_cast<Reason>(at);
    if (name_of(reason) == name) return reason;
  }
  return std::nullopt;
}

std::optional<Environment> read_environment(std::string_view name) {
  for (const auto one : {Environment::production, Environment::sandbox, Environment::unknown}) {
    if (name_of(one) == name) return one;
  }
  return std::nullopt;
}

std::optional<std::array<std::string_view, kLines>> split(std::string_view text) {
  std::array<std::string_view, kLines> lines;
  for (std::size_t i = 0; i < kLines; ++i) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    lines[i] = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  return text.empty() ? std::optional(lines) : std::nullopt;
}

std::optional<std::vector<Key>> read_names(std::string_view text) {
  constexpr std::size_t kDigits = 2 * std::tuple_size_v<Key>;
  if (text.size() % kDigits != 0 || text.size() / kDigits > kNamesMax) return std::nullopt;
  std::vector<Key> names;
  for (; !text.empty(); text.remove_prefix(kDigits)) {
    const auto name = read_key(text.substr(0, kDigits));
    if (!name) return std::nullopt;
    names.push_back(*name);
  }
  return names;
}

}  // namespace

std::string seal_answer(const crypto::Sealer& sealer, const Key& key, const KeptAnswer& kept,
                        Entropy& entropy) {
  const Entitlement& entitlement = kept.answer.entitlement;
  std::string text;
  const auto line = [&text](std::string_view value) { text.append(value).append("\n"); };
  line(kVersion);
  line(to_hex(key));
  line(name_of(entitlement.reason));
  line(name_of(entitlement.environment));
  line(to_hex(entitlement.subject.hash));
  line(entitlement.until ? std::to_string(to_ms(*entitlement.until)) : "-");
  line(std::to_string(kept.asked.ms));
  line(std::to_string(std::chrono::duration_cast<milliseconds>(kept.answer.life).count()));
  for (const Key& name : kept.answer.names)
    text += to_hex(name);
  line("");
  return sealer.seal(text, entropy);
}

std::optional<KeptAnswer> open_answer(const crypto::Sealer& sealer, const Key& key,
                                      std::string_view sealed) {
  const auto text = sealer.open(sealed);
  if (!text) return std::nullopt;
  const auto lines = split(*text);
  if (!lines) return std::nullopt;
  const auto& [version, own, reason_name, environment_name, subject, until, asked, life, names] =
      *lines;
  if (version != kVersion || own != to_hex(key)) return std::nullopt;
  const auto reason = read_reason(reason_name);
  const auto environment = read_environment(environment_name);
  const auto hash = read_key(subject);
  const auto asked_ms = whole_number<std::int64_t>(asked);
  const auto life_ms = whole_number<std::int64_t>(life);
  auto keys = read_names(names);
  if (!reason || !environment || !hash || !asked_ms || !life_ms || !keys) return std::nullopt;
  KeptAnswer kept;
  kept.answer.entitlement.reason = *reason;
  kept.answer.entitlement.environment = *environment;
  kept.answer.entitlement.subject.hash = *hash;
  if (until != "-") {
    const auto until_ms = whole_number<std::int64_t>(until);
    if (!until_ms) return std::nullopt;
    kept.answer.entitlement.until = WallTime(milliseconds(*until_ms));
  }
  kept.answer.life = milliseconds(*life_ms);
  kept.answer.names = std::move(*keys);
  kept.asked.ms = *asked_ms;
  return kept;
}

}  // namespace spotter::purchase::redis
