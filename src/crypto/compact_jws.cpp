#include <spotter/base/text.hpp>
#include <spotter/crypto/compact_jws.hpp>

#include <utility>

namespace spotter::crypto {

std::optional<std::string> from_strict_base64url(std::string_view text) {
  auto bytes = from_base64(text);
  // What is written back as it was read had neither padding nor spare bits nor other letters.
  if (!bytes || to_base64url(as_bytes(*bytes)) != text) return std::nullopt;
  return bytes;
}

std::optional<CompactJws> split_jws(std::string_view token) {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  auto header = from_strict_base64url(token.substr(0, first));
  auto payload = from_strict_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_strict_base64url(token.substr(second + 1));
  if (!header || !payload || !signature) return std::nullopt;
  if (header->empty() || payload->empty() || signature->empty()) return std::nullopt;
  return CompactJws{std::move(*header), std::move(*payload), std::move(*signature),
                    token.substr(0, second)};
}

}  // namespace spotter::crypto
