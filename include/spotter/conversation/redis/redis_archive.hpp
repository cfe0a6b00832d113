#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/conversation/archive.hpp>
#include <spotter/redis/client.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::conversation::redis {

/// Keeps chats in Redis, for all processes with the same secret: one hash a chat, under a name that
/// tells nothing (HMAC of the chat's), gone after its lifetime. Each call is one command.
///
/// Fields of a chat: `h` who has it (empty: its payer has deleted it), `l` set while they are
/// there, `m` the mark of their client, `s` the chat at its last turn's end, `t` the turn that
/// runs, `w` when that was written (ms), `x` who found another one here: until the end nobody goes
/// on. Fields of a desk: `-` always, and by a talker's number what is asked of it.
class RedisArchive final : public Archive {
 public:
  /// `client` outlives it, and all its calls. `lifetime`: of a chat.
  RedisArchive(spotter::redis::Client& client, const Secret& secret, std::chrono::seconds lifetime);

  [[nodiscard]] bool available() const noexcept override { return client_.is_connected(); }
  Task<Result<Opened>> open_turn(Opening opening) override;
  Task<Result<bool>> close_turn(std::string name, std::string talker, ClientMark mark,
                                std::string chat) override;
  Task<Result<bool>> erase(std::string name, std::string talker) override;
  Task<Result<void>> erase(std::string name) override;
  Task<Result<void>> leave(std::string name, std::string talker) override;
  Task<Result<void>> share(std::string name, std::string talker) override;
  Task<Result<bool>> catch_up(std::string name, std::string talker, ClientMark mark, Duration age,
                              std::string chat) override;
  Task<Result<std::vector<Question>>> beat(std::string desk) override;
  Task<Result<void>> answer(Question question, std::string talker, bool there) override;

 private:
  [[nodiscard]] std::string key_of(const std::string& name) const;
  Task<Result<spotter::redis::Reply>> change(std::string key, std::string_view what,
                                             std::string talker, std::string mark, std::string chat,
                                             std::string age);
  Task<Result<bool>> change_own(std::string key, std::string_view what, std::string talker,
                                std::string mark, std::string chat, std::string age);
  Task<Result<void>> try_change(std::string key, std::string_view what, std::string talker);

  spotter::redis::Client& client_;
  Secret name_key_;
  std::string lifetime_ms_;
  spotter::redis::Script open_;
  spotter::redis::Script change_;
  spotter::redis::Script beat_;
};

}  // namespace spotter::conversation::redis
