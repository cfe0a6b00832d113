#include "admin/key_check.hpp"

#include <spotter/base/text.hpp>

#include <array>
#include <span>

namespace spotter::admin {
namespace {

std::string_view bytes_of(const crypto::Sha256& digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

KeyCheck::KeyCheck(Entropy& entropy) {
  std::array<std::byte, 32> bytes{};
  entropy.fill(bytes);
  salt_.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void KeyCheck::set_key(const Secret& key) {
  expected_.reset();
  if (!key.empty()) expected_ = crypto::hmac_sha256(salt_, key.reveal());
}

bool KeyCheck::opens(std::string_view shown) const {
  if (!expected_) return false;
  const crypto::Sha256 hashed = crypto::hmac_sha256(salt_, shown);
  return crypto::constant_time_equal(bytes_of(hashed), bytes_of(*expected_));
}

std::string_view bearer_key(std::string_view authorization) noexcept {
  constexpr std::string_view kScheme = "bearer";
  const std::string_view text = trimmed(authorization);
  if (text.size() <= kScheme.size() || text[kScheme.size()] != ' ') return {};
  if (!equals_ignoring_case(text.substr(0, kScheme.size()), kScheme)) return {};
  return trimmed(text.substr(kScheme.size()));
}

std::string mark_of(std::string_view key) {
  if (key.empty()) return {};
  const crypto::Sha256 hashed = crypto::sha256(key);
  return to_hex(std::span(hashed).first(4));
}

}  // namespace spotter::admin
