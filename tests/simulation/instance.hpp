#pragma once

#include "api/chat_hub.hpp"
#include "simulation/device.hpp"
#include "simulation/models.hpp"
#include "simulation/slow_archive.hpp"

#include <spotter/hub/session.hpp>
#include <spotter/hub/spare_buffers.hpp>
#include <spotter/llm/failover/desk.hpp>
#include <spotter/llm/failover/provider.hpp>
#include <spotter/rate_limit/memory/memory_limiter.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace spotter::simulation {

/// Names and budget of a payer.
struct Payer {
  UserId id = 0;
  std::string subject;  ///< 64 hex digits
  std::size_t generations_max = 0;
};

/// What all instances share.
struct Shared {
  shard::ShardGroup& shards;
  ShardExecutor executor;
  const Clock& clock;
  Schedule& schedule;
  Judge& judge;
  const prompts::Catalog& catalog;
  trainer::Knowledge knowledge;
  const Secret& secret;
  testing::ArchiveMemory& archive;
  rate_limit::memory::Logs& logs;
  codec::JsonParser& parser;
  hub::SpareBuffers& spares;
  /// By subject.
  const std::map<std::string, Payer>& payers;
  rate_limit::GenerationId& generations;
  Fault fault;
  TimePoint end;
  [[nodiscard]] UserId user_of(const std::string& subject) const { return payers.at(subject).id; }
};

/// The limiter of the product; the judge hears what it says.
class JudgedLimiter final : public rate_limit::Limiter {
 public:
  explicit JudgedLimiter(const Shared& shared);
  Task<Result<rate_limit::Decision>> take(rate_limit::Budget budget,
                                          rate_limit::GenerationId id) override;
  Task<void> settle(rate_limit::Budget budget, rate_limit::GenerationId id,
                    rate_limit::Settlement settlement) override;

 private:
  const Shared& shared_;
  std::unique_ptr<rate_limit::Limiter> inner_;
};

/// The log's names and fields go into the judge's hash: what they say is the same in each run.
class HashedLog final : public telemetry::Log {
 public:
  explicit HashedLog(const Shared& shared) : shared_(shared) {}
  [[nodiscard]] bool enabled(telemetry::Level level) const noexcept override {
    return level >= telemetry::Level::info;
  }
  void event(telemetry::Level level, std::string_view name,
             std::initializer_list<telemetry::Field> fields) override;

 private:
  const Shared& shared_;
};

/// Scripted models behind one another, and the offline coach behind them, as one provider.
class Upstreams {
 public:
  Upstreams(const Shared& shared, const std::string& instance, telemetry::Log& log,
            Entropy& entropy, Random random);
  ~Upstreams();
  [[nodiscard]] llm::Provider& provider() noexcept { return *provider_; }
  void count(const std::string& instance, std::map<std::string, std::int64_t>& left);

 private:
  llm::failover::Policy policy_;
  shard::Sharded<llm::failover::Board> boards_;
  shard::Sharded<llm::failover::ShardDesk> desks_;
  std::vector<Model*> models_;
  std::unique_ptr<llm::Provider> provider_;
};

/// One process of the product without its sockets: hub sessions, coaches, conversations and
/// whoever answers. On the one shard.
class Instance {
 public:
  Instance(const Shared& shared, std::string name, Random random);
  ~Instance();

  /// Serves a connection until it is over.
  Task<void> serve(std::shared_ptr<Line> line, DeviceKind kind, const Payer& payer);
  /// What must be 0 once nobody is there and all chats have gone, by name.
  void count(std::map<std::string, std::int64_t>& left);
  Task<void> stop();

 private:
  Task<chat::Right> look_again();
  void draw_outages();

  const Shared& shared_;
  std::string name_;
  Random random_;
  SeededEntropy entropy_;
  HashedLog log_;
  JudgedLimiter limiter_;
  Upstreams upstreams_;
  shard::Ticker ticker_;
  api::Sessions sessions_;
  chat::Metrics metrics_;
  chat::Settings settings_;
  chat::Services services_;
  SlowArchive* archive_ = nullptr;
  shard::Sharded<conversation::Desk> desks_;
  std::vector<hub::Description> descriptions_;  ///< by contract
  std::int64_t serving_ = 0;
  shard::TaskGroup tasks_;
};

}  // namespace spotter::simulation
