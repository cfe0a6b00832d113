#include <spotter/base/text.hpp>
#include <spotter/purchase/credential.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace spotter::purchase {
namespace {

constexpr std::array<std::pair<Store, std::string_view>, 4> kStores = {
    {{Store::web, "Web"},
     {Store::google, "Google"},
     {Store::apple, "Apple"},
     {Store::revenue_cat, "RevenueCat"}}};

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";

bool only(std::string_view token, std::string_view extra) {
  return std::all_of(token.begin(), token.end(), [&](char c) {
    return kLetters.find(c) != std::string_view::npos ||
           kDigits.find(c) != std::string_view::npos || extra.find(c) != std::string_view::npos;
  });
}

bool printable_without(std::string_view token, std::string_view barred) {
  return std::all_of(token.begin(), token.end(), [&](char c) {
    return c >= 0x21 && c <= 0x7E && barred.find(c) == std::string_view::npos;
  });
}

bool length_between(std::string_view token, std::size_t least, std::size_t most) {
  return token.size() >= least && token.size() <= most;
}

/// A StoreKit 2 signed transaction, a legacy receipt, or a bare transaction id.
bool apple_shape(std::string_view token) {
  const auto dots = std::count(token.begin(), token.end(), '.');
  if (dots == 2) return length_between(token, 200, 16384) && only(token, "-_.");
  if (token.find_first_not_of(kDigits) == std::string_view::npos)
    return length_between(token, 10, 20);
  const auto padding = token.find('=');
  const auto body = token.substr(0, padding);
  const bool padded = padding == std::string_view::npos ||
                      (token.size() - padding <= 2 &&
                       token.substr(padding).find_first_not_of('=') == std::string_view::npos);
  return length_between(token, 64, 16384) && token.size() % 4 == 0 && padded && only(body, "+/");
}

bool shared_by_strangers(std::string_view token) {
  constexpr std::array<std::string_view, 10> kPlaceholders = {
      "null", "undefined", "nil", "none", "nan", "unknown", "anonymous", "guest", "0", "-1"};
  return std::any_of(kPlaceholders.begin(), kPlaceholders.end(),
                     [&](std::string_view name) { return equals_ignoring_case(name, token); });
}

bool has_shape(Store store, std::string_view token) {
  switch (store) {
    case Store::web:
      return length_between(token, 1, 256) && printable_without(token, "");
    case Store::google:
      return length_between(token, 8, 1024) && only(token, "._~:-");
    case Store::apple:
      return apple_shape(token);
    case Store::revenue_cat:
      return length_between(token, 1, 256) && printable_without(token, "/\\?#") &&
             !shared_by_strangers(token);
  }
  return false;
}

}  // namespace

std::string_view name_of(Store store) noexcept {
  for (const auto& [value, name] : kStores) {
    if (value == store) return name;
  }
  return "?";
}

std::optional<Store> parse_store(std::string_view name) noexcept {
  for (const auto& [value, known] : kStores) {
    if (equals_ignoring_case(known, name)) return value;
  }
  return std::nullopt;
}

std::optional<Credential> parse_credential(std::string_view text) {
  constexpr std::string_view kBearer = "Bearer ";
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  if (equals_ignoring_case(text.substr(0, kBearer.size()), kBearer))
    text.remove_prefix(kBearer.size());
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto store = parse_store(text.substr(0, space));
  const auto token = text.substr(space + 1);
  if (!store || !has_shape(*store, token)) return std::nullopt;
  return Credential{*store, Secret(std::string(token))};
}

}  // namespace spotter::purchase
