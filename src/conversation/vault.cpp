#include <spotter/conversation/vault.hpp>

namespace spotter::conversation {
namespace {

constexpr char kChat = 'c';
constexpr char kTurn = 't';
constexpr char kCutTurn = 'u';
constexpr char kName = 'n';
/// Ends the name and the head; neither has one.
constexpr char kLine = '\n';

struct Parts {
  std::string_view head;
  std::string_view body;
};

std::optional<Parts> parts_of(std::string_view text, char kind, std::string_view name) {
  if (text.empty() || text.front() != kind) return std::nullopt;
  text.remove_prefix(1);
  if (text.size() <= name.size() || text.substr(0, name.size()) != name ||
      text[name.size()] != kLine) {
    return std::nullopt;
  }
  text.remove_prefix(name.size() + 1);
  const std::size_t end = text.find(kLine);
  if (end == std::string_view::npos) return std::nullopt;
  return Parts{text.substr(0, end), text.substr(end + 1)};
}

}  // namespace

std::string Vault::seal_parts(char kind, std::string_view name, std::string_view head,
                              std::string_view body) const {
  std::string text(1, kind);
  text.append(name).append(1, kLine).append(head).append(1, kLine).append(body);
  return sealer_.seal(text, entropy_);
}

std::string Vault::seal(std::string_view name, const chat::Snapshot& chat) const {
  return seal_parts(kChat, name, {}, chat::to_json(chat));
}

std::string Vault::seal(std::string_view name, const OpenTurn& turn) const {
  return seal_parts(turn.cut ? kCutTurn : kTurn, name, turn.generation, turn.text);
}

std::string Vault::seal_name(std::string_view name) const {
  return seal_parts(kName, {}, {}, name);
}

std::optional<chat::Snapshot> Vault::open(std::string_view name, std::string_view sealed) const {
  const auto text = sealer_.open(sealed);
  const auto parts = text ? parts_of(*text, kChat, name) : std::nullopt;
  return parts ? chat::snapshot_of(parts->body) : std::nullopt;
}

std::optional<OpenTurn> Vault::open_turn(std::string_view name, std::string_view sealed) const {
  const auto text = sealer_.open(sealed);
  if (!text) return std::nullopt;
  const bool cut = text->starts_with(kCutTurn);
  const auto parts = parts_of(*text, cut ? kCutTurn : kTurn, name);
  if (!parts) return std::nullopt;
  return OpenTurn{std::string(parts->body), std::string(parts->head), cut};
}

std::optional<std::string> Vault::open_name(std::string_view sealed) const {
  const auto text = sealer_.open(sealed);
  const auto parts = text ? parts_of(*text, kName, {}) : std::nullopt;
  return parts ? std::optional(std::string(parts->body)) : std::nullopt;
}

}  // namespace spotter::conversation
