#pragma once

#include <spotter/api/idempotency.hpp>
#include <spotter/shard/shard_group.hpp>

#include <optional>
#include <string>

namespace spotter::api {

/// What becomes of a request with a key.
struct RequestEnding {
  std::optional<std::string> answer;  ///< nothing: it came to nothing, and the key is free again
  bool paid = false;                  ///< then: the next attempt has been paid for
};

/// Where requests with a key are remembered: in this process, or where several share them. One per
/// shard.
class RequestMemory {
 public:
  struct Begun : IdempotencyStore::Begun {
    std::string mark;  ///< for end(); empty: known to this process alone
  };

  virtual ~RequestMemory() = default;
  /// Each `fresh` is followed by one end(), with its mark.
  virtual Task<Begun> begin(IdempotencyKey key) = 0;
  virtual Task<void> end(IdempotencyKey key, std::string mark, RequestEnding ending) = 0;
};

/// On the shard that the payer's hash names.
class ProcessRequestMemory final : public RequestMemory {
 public:
  /// Both outlive this.
  ProcessRequestMemory(shard::Sharded<IdempotencyStore>& stores, const Clock& clock)
      : stores_(stores), clock_(clock) {}
  Task<Begun> begin(IdempotencyKey key) override;
  Task<void> end(IdempotencyKey key, std::string mark, RequestEnding ending) override;

 private:
  [[nodiscard]] shard::ShardId home_of(const IdempotencyKey& key) const;

  shard::Sharded<IdempotencyStore>& stores_;
  const Clock& clock_;
};

/// What end() of a memory does in a store of this process.
void end_in(IdempotencyStore& store, const IdempotencyKey& key, RequestEnding ending,
            TimePoint now);

}  // namespace spotter::api
