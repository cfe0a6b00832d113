#include <spotter/base/text.hpp>
#include <spotter/conversation/chat_name.hpp>
#include <spotter/crypto/digest.hpp>

#include <algorithm>

namespace spotter::conversation {
namespace {

constexpr std::size_t kIdBytesMin = 16;
constexpr std::size_t kIdBytesMax = 64;
/// Stands between a payer's name and that of one of their chats.
constexpr char kOfPayer = '.';

}  // namespace

std::string name_of_chat(std::string_view subject, std::string_view id) {
  std::string text(subject);
  text.append(1, '\x1F');
  std::string name = to_base64url(crypto::sha256(text));
  if (!id.empty()) name.append(1, kOfPayer).append(to_base64url(crypto::sha256(text.append(id))));
  return name;
}

std::string_view payer_of_chat(std::string_view name) noexcept {
  return name.substr(0, name.find(kOfPayer));
}

bool is_chat_id(std::string_view id) noexcept {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return id.size() >= kIdBytesMin && id.size() <= kIdBytesMax &&
         std::all_of(id.begin(), id.end(), fits);
}

}  // namespace spotter::conversation
