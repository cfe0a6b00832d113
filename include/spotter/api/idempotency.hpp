#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/digest.hpp>

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>

namespace spotter::api {

/// A request that its sender may repeat without being served twice: the `Idempotency-Key` of one
/// payer on one route, and the body that came with it. A value.
struct IdempotencyKey {
  std::string owner;    ///< the payer's full hash: names the shard
  crypto::Sha256 name;  ///< of owner, route and key: keys are as long as clients like
  crypto::Sha256 body;

  /// Nothing of `key` is kept but its hash.
  static IdempotencyKey of(std::string owner, std::string_view route, std::string_view key,
                           std::string_view body);
  /// 1 to 255 printable ASCII characters.
  static bool is_valid(std::string_view key) noexcept;
};

/// Remembers the answers of finished requests for a day, so that a repetition gets the same one.
/// Each payer lives on the shard that its hash names. Pure: `now` is an argument. Bounded in
/// entries and bytes: the oldest answers go first; requests that run are never forgotten.
class IdempotencyStore {
 public:
  struct Settings {
    Duration lifetime = std::chrono::hours(24);
    std::size_t entries_max = 16'384;
    std::size_t bytes_max = std::size_t{64} * 1024 * 1024;  ///< of answers, with what they cost
    std::size_t answer_bytes_max = std::size_t{64} * 1024;  ///< a larger one is not kept
  };
  /// What there is when a request begins.
  enum class State {
    fresh,       ///< nothing: it is the one that runs now, and must end with finish() or abandon()
    finished,    ///< the answer of the first
    running,     ///< the first still runs
    other_body,  ///< the key belongs to another request
    full         ///< more requests run than are remembered
  };
  struct Begun {
    State state = State::fresh;
    std::string answer;
    bool paid = false;  ///< `fresh`, and an attempt before has been charged already
  };

  explicit IdempotencyStore(Settings settings) : settings_(settings) {}

  Begun begin(const IdempotencyKey& key, TimePoint now);
  /// Keeps the answer, or forgets the request when it is too large.
  void finish(const IdempotencyKey& key, std::string answer, TimePoint now);
  /// It came to nothing: the key is free again.
  void abandon(const IdempotencyKey& key);
  /// The same, though it was charged: the next attempt with this key has been paid for.
  void abandon_paid(const IdempotencyKey& key, TimePoint now);

  [[nodiscard]] std::size_t entries() const noexcept { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry {
    crypto::Sha256 body{};
    bool running = true;
    bool paid = false;  ///< when it does not run: there is no answer
    std::string answer;
    TimePoint until;
    std::list<crypto::Sha256>::iterator place;  ///< in finished_, unless it runs
  };
  using Entries = std::map<crypto::Sha256, Entry>;

  void set_aside(Entries::iterator entry, TimePoint now);
  void forget(Entries::iterator entry);
  void forget_expired(TimePoint now);
  void forget_oldest() { forget(entries_.find(finished_.front())); }

  Settings settings_;
  Entries entries_;
  std::list<crypto::Sha256> finished_;  ///< the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace spotter::api
