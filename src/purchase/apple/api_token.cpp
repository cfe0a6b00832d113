#include "purchase/apple/api_token.hpp"

#include <spotter/codec/json_writer.hpp>

#include <utility>

namespace spotter::purchase::apple {
namespace {

/// Apple takes tokens that live for an hour at most.
constexpr std::chrono::seconds kLife{300};
constexpr std::chrono::seconds kSpare{60};

void append_member(std::string& json, std::string_view key, std::string_view value) {
  json += json.empty() ? '{' : ',';
  codec::append_json_string(json, key);
  json += ':';
  codec::append_json_string(json, value);
}

void append_member(std::string& json, std::string_view key, std::chrono::seconds value) {
  json += json.empty() ? '{' : ',';
  codec::append_json_string(json, key);
  json.append(":").append(std::to_string(value.count()));
}

}  // namespace

ApiToken::ApiToken(crypto::SigningKey key, const Settings& settings)
    : key_(std::move(key)),
      key_id_(settings.key_id),
      issuer_id_(settings.issuer_id),
      bundle_id_(settings.bundle_id) {}

const std::string& ApiToken::at(WallTime now) {
  // One that was made in the future is of a clock that has been set back.
  const bool good = !token_.empty() && now >= made_ && now < made_ + kLife - kSpare;
  if (good) return token_;
  const auto issued = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  std::string header;
  append_member(header, "alg", key_.algorithm());
  append_member(header, "kid", key_id_);
  append_member(header, "typ", "JWT");
  header += '}';
  std::string claims;
  append_member(claims, "iss", issuer_id_);
  append_member(claims, "iat", issued);
  append_member(claims, "exp", issued + kLife);
  append_member(claims, "aud", "appstoreconnect-v1");
  append_member(claims, "bid", bundle_id_);
  claims += '}';
  token_ = crypto::make_jws(key_, header, claims);
  made_ = now;
  return token_;
}

}  // namespace spotter::purchase::apple
