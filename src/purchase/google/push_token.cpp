#include "purchase/google/push_token.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/http/json.hpp>

#include <array>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr std::size_t kTokenBytesMax = 8192;
constexpr std::size_t kKeyIdBytesMax = 200;
constexpr std::chrono::seconds kClockSkew{60};

/// Base64url without padding; the other alphabet is not of JSON Web Tokens.
std::optional<std::string> part_of(std::string_view text) {
  if (text.empty() || text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  return from_base64(text);
}

}  // namespace

std::optional<PushToken> read_push_token(codec::JsonParser& parser,
                                         std::string_view authorization) {
  constexpr std::string_view kBearer = "Bearer ";
  if (!equals_ignoring_case(authorization.substr(0, kBearer.size()), kBearer)) return std::nullopt;
  const auto token = authorization.substr(kBearer.size());
  if (token.size() > kTokenBytesMax) return std::nullopt;
  const auto first = token.find('.');
  const auto second = token.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto header = part_of(token.substr(0, first));
  auto claims = part_of(token.substr(first + 1, second - first - 1));
  auto signature = part_of(token.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  const auto document = http::read_object(parser, *header);
  if (!document) return std::nullopt;
  const auto key_id = http::text_of(*document, "kid");
  if (http::text_of(*document, "alg").value != "RS256" || key_id.value.empty() ||
      key_id.value.size() > kKeyIdBytesMax)
    return std::nullopt;
  return PushToken{std::string(key_id.value), std::string(token.substr(0, second)),
                   std::move(*signature), std::move(*claims)};
}

bool claims_are_ours(codec::JsonParser& parser, std::string_view claims, const PushSettings& ours,
                     WallTime now) {
  const auto document = http::read_object(parser, claims);
  if (!document) return false;
  const auto issuer = http::text_of(*document, "iss").value;
  const auto expires = http::integer_of(*document, "exp");
  const auto issued = http::integer_of(*document, "iat");
  const auto verified = http::truth_of(*document, "email_verified");
  if (issuer != "https://accounts.google.com" && issuer != "accounts.google.com") return false;
  if (http::text_of(*document, "aud").value != ours.audience ||
      http::text_of(*document, "email").value != ours.service_account || !verified.value)
    return false;
  if (!expires.has() || !issued.has()) return false;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  return expires.value > (seconds - kClockSkew).count() &&
         issued.value < (seconds + kClockSkew).count();
}

}  // namespace spotter::purchase::google
