#pragma once

#include "app/counting.hpp"
#include "app/fresh.hpp"
#include "app/load_watch.hpp"
#include "app/stores.hpp"
#include "app/test_hubs.hpp"
#include "app/tracing.hpp"
#include "app/warm_up.hpp"

#include <spotter/admin/admin.hpp>
#include <spotter/api/chat_endpoint.hpp>
#include <spotter/api/conversation_endpoint.hpp>
#include <spotter/api/plan_endpoint.hpp>
#include <spotter/api/webhook_endpoint.hpp>
#include <spotter/app/settings.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/exercises/catalogue.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/failover/provider.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/ops/health.hpp>
#include <spotter/ops/metrics/metrics.hpp>
#include <spotter/prompts/live_catalog.hpp>
#include <spotter/rate_limit/memory/memory_limiter.hpp>
#include <spotter/server/server.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/signalr/endpoint.hpp>
#include <spotter/trainer/knowledge.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spotter::app {

class ShardServices;

/// What the whole process shares, read-only or safe from every shard. Outlives the shards.
struct ProcessServices {
  const Settings& settings;
  std::shared_ptr<const prompts::Catalog> catalog;  ///< of the start
  std::shared_ptr<const exercises::Catalogue> exercises;
  std::shared_ptr<const trainer::Lexicon> lexicon;
  telemetry::Logs& log;
  const Clock& clock;
  shard::ShardGroup& shards;
  shard::WorkerPool& workers;
  rate_limit::memory::Logs& quota_logs;
  signalr::InstanceId instance;
  shard::Sharded<signalr::Connections>& connections;
  shard::Sharded<signalr::Connections>& test_connections;  ///< has parts if there is a test hub
  shard::Sharded<test_hub::Hall>& test_halls;              ///< so has this
  shard::Sharded<api::Sessions>& sessions;
  shard::Sharded<api::AbuseLimits>& abuse_limits;
  shard::Sharded<api::IdempotencyStore>& repeatable;
  shard::Sharded<llm::failover::Board>& boards;  ///< one, on kBoardShard
  shard::Sharded<llm::failover::ShardDesk>& desks;
  shard::Sharded<Stores>& stores;  ///< one, on store_shard()
  shard::Sharded<Tracing>& tracings;
  shard::Sharded<Counting>& countings;
  shard::Sharded<conversation::Desk>& conversations;
  shard::Sharded<ShardServices>& parts;  ///< these
  std::shared_ptr<server::TlsContext> tls;
  server::ShardServer::OnClosed on_closed;  ///< posts to the listener
  /// The end of the process, which is the main thread's.
  std::function<Task<admin::Drain>(admin::Wish)> drain;

  /// Not where the board is, if there are two.
  [[nodiscard]] shard::ShardId store_shard() const noexcept { return shards.size() - 1; }
};

/// Where the process keeps what it knows of its providers.
inline constexpr shard::ShardId kBoardShard = 0;

/// The seats of the board: all providers, in the order of preference.
std::vector<llm::failover::Board::Seat> seats_of(const Settings& settings);

/// Everything that one shard owns, in the order in which it is built. Made, used and destroyed
/// there.
class ShardServices {
 public:
  ShardServices(const ProcessServices& process, shard::ShardId id);
  ~ShardServices();

  void adopt(int socket, bool ipv6, std::string address, server::ShardServer::Admission admission);
  void begin_serving();
  /// Takes over what may change while the process serves; running answers keep what they have.
  void change(const Fresh& fresh);
  /// The settings that run, for administrators.
  void show(std::shared_ptr<const admin::SettingsView> settings);
  /// The readiness page says that the end is near; all are served as before.
  void announce_end();
  /// No new sessions and requests; running answers go on, and health pages still answer. `done` is
  /// called once none is left.
  void drain(signalr::Departure departure, std::function<void()> done);
  /// After drain: no more connections at all. `done` is called once nothing runs any more.
  void close(std::function<void()> done);
  /// Sessions and requests are told to come back, and end.
  void shutdown();
  /// Connections are dropped.
  void abort();
  /// A copy of what is counted here.
  [[nodiscard]] ops::metrics::ShardCells cells() const;

 private:
  Task<ops::Report> ask_report();
  Task<ops::metrics::Cells> ask_cells();
  Task<Counting::View> ask_counting();
  Task<purchase::entitlements::Judged> ask_stores(purchase::Credential credential,
                                                  std::string address, TimePoint deadline,
                                                  telemetry::SpanParent trace);
  Task<std::optional<Duration>> count_unusable(Secret shown, std::string address);
  Task<int> tell_stores(purchase::Store store, purchase::Message message, TimePoint deadline);
  void mount_test_hubs();
  void tell_memory(double used);
  Task<bool> may_talk(const server::Request& request);
  Task<void> wait_for_work(std::function<void()> done);
  Task<void> finish(std::function<void()> done);
  void report(std::exception_ptr bug) const;

  const ProcessServices& process_;
  shard::ShardId id_;
  chat::Metrics turn_metrics_;
  api::SessionMetrics session_metrics_;
  ShardExecutor executor_;
  crypto::SystemEntropy entropy_;
  shard::Ticker ticker_;
  LoadWatch load_;
  codec::JsonParser parser_;
  hub::SpareBuffers spares_;
  http_client::HttpClient http_client_;
  prompts::LiveCatalog catalog_;
  std::unique_ptr<llm::Provider> provider_;
  Tracing& tracing_;
  Counting& counting_;
  rate_limit::GenerationId turns_ = 0;
  chat::Settings chat_settings_;
  std::size_t connections_max_;  ///< as the listener has it
  chat::Services chat_;
  api::Authentication authentication_;
  signalr::ConnectionTokens tokens_;
  api::ChatEndpoint chats_;
  signalr::Endpoint hubs_;
  std::unique_ptr<TestHubs> test_hubs_;  ///< null: there is none
  std::unique_ptr<api::RequestMemory> requests_;
  api::PlanEndpoint plans_;
  api::WebhookEndpoint webhooks_;
  api::ConversationEndpoint conversations_;
  admin::Admin admin_;
  ops::Condition condition_;
  ops::AskReport ask_report_;
  ops::metrics::AskCells ask_cells_;
  server::Router router_;
  server::ShardServer server_;
  WarmUp warm_up_;
  shard::TaskGroup warming_;
  shard::TaskGroup tasks_;    ///< what runs as long as the shard serves
  shard::TaskGroup closing_;  ///< the end, which joins the former
};

}  // namespace spotter::app
