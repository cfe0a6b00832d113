#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/conversation/archive.hpp>
#include <spotter/redis/client.hpp>

#include <chrono>
#include <string>

namespace spotter::conversation::redis {

/// Keeps chats in Redis, for all processes with the same secret: one hash a chat, under a name that
/// tells nothing (HMAC of the chat's), gone after its lifetime. One command at a turn's beginning,
/// one at its end, one when a chat is erased.
///
/// Its fields: `h` the talker, `m` the mark of their client, `s` the chat at its last turn's end,
/// `t` the turn that runs, `x` the talker that found another one here, until when nobody goes on.
class RedisArchive final : public Archive {
 public:
  /// `client` outlives it, and all its calls.
  RedisArchive(spotter::redis::Client& client, const Secret& secret, std::chrono::seconds lifetime);

  [[nodiscard]] bool available() const noexcept override { return client_.is_connected(); }
  Task<Result<Opened>> open_turn(std::string name, std::string talker, ClientMark mark,
                                 Taking taking, std::string turn) override;
  Task<Result<bool>> close_turn(std::string name, std::string talker, std::string chat) override;
  Task<Result<void>> erase(std::string name) override;

 private:
  [[nodiscard]] std::string key_of(const std::string& name) const;

  spotter::redis::Client& client_;
  Secret name_key_;
  std::string lifetime_ms_;
  spotter::redis::Script open_;
  spotter::redis::Script close_;
};

}  // namespace spotter::conversation::redis
