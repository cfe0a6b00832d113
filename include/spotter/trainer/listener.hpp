#pragma once

#include <spotter/trainer/knowledge.hpp>
#include <spotter/trainer/wish.hpp>

#include <memory>
#include <string_view>

namespace spotter::trainer {

/// Remembers what the user of one chat wishes, message by message: a long chat costs no more to
/// listen to than a short one. Keeps no words. Lives with its chat.
class Listener {
 public:
  /// `knowledge` refers to what outlives this.
  explicit Listener(const Knowledge& knowledge);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  /// The user's next message, which stays.
  void hear(std::string_view text);
  /// What the user wishes, if this is their next message.
  [[nodiscard]] Wish wish_with(std::string_view text) const;
  /// The chat begins anew.
  void forget();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::trainer
