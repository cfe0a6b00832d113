#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/chat/snapshot.hpp>
#include <spotter/crypto/sealer.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::conversation {

/// A turn that has begun, for whoever finds it without an end.
struct OpenTurn {
  std::string text;        ///< what the user said; empty: the coach introduced itself
  std::string generation;  ///< what was taken for it, as the limiter names it
  bool cut = false;        ///< its process ended in good order, and the chat has what it said
};

/// Seals what is kept of chats, so that it opens only under the name of its own chat and with the
/// secret of the settings. One a shard.
class Vault {
 public:
  /// `entropy` outlives it.
  Vault(const Secret& secret, Entropy& entropy)
      : sealer_(secret, "conversation"), entropy_(entropy) {}

  [[nodiscard]] std::string seal(std::string_view name, const chat::Snapshot& chat) const;
  [[nodiscard]] std::string seal(std::string_view name, const OpenTurn& turn) const;
  /// The name itself, for another process.
  [[nodiscard]] std::string seal_name(std::string_view name) const;
  /// Nothing: it is of another chat or secret, was changed, or is of another version of Spotter.
  [[nodiscard]] std::optional<chat::Snapshot> open(std::string_view name,
                                                   std::string_view sealed) const;
  [[nodiscard]] std::optional<OpenTurn> open_turn(std::string_view name,
                                                  std::string_view sealed) const;
  [[nodiscard]] std::optional<std::string> open_name(std::string_view sealed) const;

 private:
  [[nodiscard]] std::string seal_parts(char kind, std::string_view name, std::string_view head,
                                       std::string_view body) const;

  crypto::Sealer sealer_;
  Entropy& entropy_;
};

}  // namespace spotter::conversation
