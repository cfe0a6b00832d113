#pragma once

#include <spotter/base/secret.hpp>
#include <spotter/conversation/archive.hpp>
#include <spotter/redis/client.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::conversation::redis {

/// Keeps chats in Redis, for all processes with the same secret: one hash a chat, under a name that
/// tells nothing (HMAC of the chat's), gone after its lifetime. Each call is one command.
///
/// Fields of a chat: `h` who has it (empty: its payer has deleted it), `l` set while they are
/// there, `m` the mark of their client, `s` the chat at its last turn's end, `t` the turn that
/// runs, `u` the one that the end of its process cut off, `w` when that was written (ms), `i` the
/// instances that may have its words in memory, `x` who found another one here: until the end
/// nobody goes on. `y`: who asked whether `h` is there, and it is. Of a named one, `c` how often it
/// was opened, `o` which of these has it. Fields of a desk: `-` always; by a talker's number what
/// is asked of it; by a chat's key that it is deleted. Of a payer, a sorted set (`:t`, ms) and a
/// hash
/// (`:b`, bytes) of the keys of their chats with names: beyond the limits the oldest goes.
class RedisArchive final : public Archive {
 public:
  /// What one payer keeps in chats that have names.
  struct Share {
    std::size_t chats_max = 5'000;
    std::size_t bytes_max = 64 * 1024 * 1024;  ///< of words, sealed
  };
  /// `client` outlives it, and all its calls. `lifetime`: of a chat.
  RedisArchive(spotter::redis::Client& client, const Secret& secret, std::chrono::seconds lifetime,
               Share share);
  RedisArchive(spotter::redis::Client& client, const Secret& secret, std::chrono::seconds lifetime)
      : RedisArchive(client, secret, lifetime, Share()) {}

  [[nodiscard]] bool available() const noexcept override { return client_.is_connected(); }
  Task<Result<Opened>> open_turn(Opening opening) override;
  Task<Result<Change>> close_turn(std::string name, std::string talker, ClientMark mark,
                                  std::string chat, std::string turn) override;
  Task<Result<Change>> erase(std::string name, std::string talker) override;
  Task<Result<bool>> forget(std::string name, std::string desk, std::string note) override;
  Task<Result<bool>> is_forgotten(std::string name) override;
  Task<Result<void>> leave(std::string name, std::string talker) override;
  Task<Result<void>> share(std::string name, std::string talker) override;
  Task<Result<bool>> catch_up(std::string name, std::string talker, ClientMark mark, Duration age,
                              std::string chat) override;
  Task<Result<std::vector<Question>>> beat(std::string desk) override;
  Task<Result<void>> answer(Question question, std::string talker, bool there) override;

 private:
  [[nodiscard]] std::string key_of(const std::string& name) const;
  [[nodiscard]] std::string payer_key_of(std::string_view name) const;
  /// What a change is made with.
  struct Words {
    std::string mark{"0"};
    std::string chat{};
    std::string age{"0"};
    std::string turn{};
    std::string payer{};
  };
  Task<Result<std::int64_t>> change(std::string key, std::string_view what, std::string talker,
                                    Words words);
  Task<Result<Change>> change_own(std::string key, std::string_view what, std::string talker,
                                  Words words);
  Task<Result<void>> try_change(std::string key, std::string_view what, std::string talker,
                                std::string chat);

  spotter::redis::Client& client_;
  Secret name_key_;
  std::string lifetime_ms_;
  Share share_;
  spotter::redis::Script open_;
  spotter::redis::Script change_;
  spotter::redis::Script beat_;
};

}  // namespace spotter::conversation::redis
