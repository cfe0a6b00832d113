#pragma once

#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/knowledge.hpp>
#include <spotter/trainer/wish.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace spotter::trainer {

/// A message of the user as it was read once, while nobody knows yet whether it stays. Keeps none
/// of its words.
class Heard {
 public:
  Heard(Heard&& other) noexcept;
  Heard& operator=(Heard&& other) noexcept;
  ~Heard();

  /// What the user wishes, if this is their next message.
  [[nodiscard]] const Wish& wish() const noexcept;

 private:
  friend class Listener;
  friend std::string warning_for(const Heard& heard, const prompts::Catalog& texts);
  struct Impl;
  explicit Heard(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// What must be said before anything else, because the message has a warning sign (as in
/// coach.hpp). Empty: there is none.
std::string warning_for(const Heard& heard, const prompts::Catalog& texts);

/// Remembers what the user of one chat wishes, message by message: a long chat costs no more to
/// listen to than a short one. Keeps no words. Lives with its chat.
class Listener {
 public:
  /// `knowledge` refers to what outlives this.
  explicit Listener(const Knowledge& knowledge);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  /// Reads what may become the user's next message. A warning is in its language if that is clear,
  /// else in the locale's.
  [[nodiscard]] Heard listen(std::string_view text, std::string_view locale) const;
  /// The user's next message, which stays.
  void hear(std::string_view text);
  /// The same of one that listen() has read. It is read again only if another one stayed, or the
  /// chat began anew, in between.
  void hear(std::string_view text, Heard heard);
  /// The chat begins anew.
  void forget();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::trainer
