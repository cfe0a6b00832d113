#include "purchase/google/service_account.hpp"

#include <spotter/base/file.hpp>
#include <spotter/base/text.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/purchase/http/json.hpp>

#include <algorithm>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr std::size_t kKeyFileBytesMax = std::size_t{64} * 1024;
/// Google seals all of its PKCS#12 files with this one: it protects nothing.
constexpr std::string_view kPkcs12Password = "notasecret";

constexpr std::string_view kFile =
    "google_play.service_account_file (GOOGLE_PLAY_SERVICE_ACCOUNT_FILE)";
constexpr std::string_view kJson =
    "google_play.service_account_json (GOOGLE_PLAY_SERVICE_ACCOUNT_JSON)";
constexpr std::string_view kEmail =
    "google_play.service_account_email (GOOGLE_PLAY_SERVICE_ACCOUNT_EMAIL)";
constexpr std::string_view kKey =
    "google_play.service_account_key_base64 (GOOGLE_PLAY_SERVICE_ACCOUNT_KEY_BASE64)";

std::string sentence(std::string_view setting, std::string_view rest) {
  return std::string(setting).append(" ").append(rest);
}

bool is_rsa(const crypto::SigningKey& key) {
  return key.algorithm() == "RS256";
}

/// E-mail addresses and key ids go into JSON as they are.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

std::optional<ServiceAccount> from_json(const Secret& text, std::string_view setting,
                                        std::string& why) {
  codec::JsonParser parser;
  const auto document = http::read_object(parser, trimmed(text.reveal()));
  if (!document) {
    why = sentence(setting, "is not a JSON key of a service account");
    return std::nullopt;
  }
  const auto email = http::text_of(*document, "client_email");
  const auto pem = http::text_of(*document, "private_key");
  const auto key_id = http::text_of(*document, "private_key_id");
  if (email.value.empty() || pem.value.empty() || key_id.wrong() || !is_plain(email.value) ||
      !is_plain(key_id.value)) {
    why = sentence(setting, "lacks client_email or private_key");
    return std::nullopt;
  }
  auto key = crypto::SigningKey::from_pem(Secret(std::string(pem.value)));
  if (!key || !is_rsa(*key)) {
    why = sentence(setting, "holds a private_key that is not an RSA key in PEM");
    return std::nullopt;
  }
  return ServiceAccount{std::string(email.value), std::string(key_id.value), std::move(*key)};
}

std::optional<ServiceAccount> from_file(const std::string& path, std::string& why) {
  auto text = read_file(path, kKeyFileBytesMax);
  if (!text) {
    why = sentence(kFile, "cannot be read");
    return std::nullopt;
  }
  return from_json(Secret(std::move(*text)), kFile, why);
}

std::optional<ServiceAccount> from_pkcs12(const Settings& settings, std::string& why) {
  const std::string_view email = trimmed(settings.service_account_email);
  if (email.empty() || settings.service_account_key_base64.empty()) {
    why = sentence(email.empty() ? kEmail : kKey, "is missing: one is of no use without the other");
    return std::nullopt;
  }
  // Base64 is often written in lines.
  std::string text = settings.service_account_key_base64.reveal();
  text.erase(std::remove_if(text.begin(), text.end(),
                            [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; }),
             text.end());
  const auto file = from_base64(text);
  auto key = file ? crypto::SigningKey::from_pkcs12(*file, Secret(std::string(kPkcs12Password)))
                  : std::nullopt;
  if (!key || !is_rsa(*key) || !is_plain(email)) {
    why = sentence(kKey,
                   "is not base64 of a PKCS#12 file with an RSA key and the password notasecret; "
                   "if OpenSSL's legacy module is not installed, make the file anew with "
                   "`openssl pkcs12 -export`, or use a JSON key");
    return std::nullopt;
  }
  return ServiceAccount{std::string(email), {}, std::move(*key)};
}

}  // namespace

std::optional<ServiceAccount> read_service_account(const Settings& settings, std::string& why) {
  const bool old_form =
      !settings.service_account_email.empty() || !settings.service_account_key_base64.empty();
  const int forms = static_cast<int>(!settings.service_account_file.empty()) +
                    static_cast<int>(!settings.service_account_json.empty()) +
                    static_cast<int>(old_form);
  if (forms > 1) {
    why = sentence(kFile, "is one way to name the account, and another is set too: keep one");
    return std::nullopt;
  }
  if (!settings.service_account_file.empty()) return from_file(settings.service_account_file, why);
  if (!settings.service_account_json.empty())
    return from_json(settings.service_account_json, kJson, why);
  if (old_form) return from_pkcs12(settings, why);
  why = sentence(kFile, "is missing");
  return std::nullopt;
}

}  // namespace spotter::purchase::google
