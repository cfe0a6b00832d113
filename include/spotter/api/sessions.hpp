#pragma once

#include <spotter/api/metrics.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/chat/ending.hpp>
#include <spotter/chat/metrics.hpp>
#include <spotter/hub/hub.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::api {

/// The chat sessions of one shard, for whoever looks after the server: each from its handshake to
/// the end of its connection. One per shard; other shards reach it by Sharded. It says who pays by
/// eight digits of a hash, and nothing of what is said.
class Sessions {
 public:
  /// What does not change. A value.
  struct Label {
    std::string id;  ///< the log's `session`
    ChatHubName hub = ChatHubName::ai_chat;
    SessionTransport transport = SessionTransport::websocket;
    std::string subject;     ///< 8 hex digits
    std::string_view store;  ///< of a closed set
    TimePoint began;
  };
  /// And how it stands now. A value.
  struct Seen {
    Label label;
    hub::Standing connection;
    bool answering = false;
    std::size_t turns = 0;
    std::optional<chat::Outcome> last_turn;  ///< nothing: none has ended here
  };

  /// A session as it registers itself.
  class Live {
   public:
    virtual ~Live() = default;
    [[nodiscard]] virtual const Label& label() const noexcept = 0;
    [[nodiscard]] virtual Seen look() const = 0;
    /// As hub::Client::dismiss().
    virtual void dismiss(hub::Close close) = 0;
  };
  /// Until leave(). Its label stays where it is.
  void enter(Live& session);
  void leave(Live& session);

  /// How many there are, and how many turns run here (also those whose client is gone, and those of
  /// forms). A value.
  struct Counts {
    SessionMetrics::ByKind<telemetry::Gauge> open;
    std::int64_t turns_running = 0;
  };
  /// Of the coaches here; outlives every call of counts().
  void host(const chat::Metrics& turns) noexcept { turn_metrics_ = &turns; }
  [[nodiscard]] Counts counts() const;

  /// Those whose ids come behind `after`, in the order of ids, `most` at most.
  [[nodiscard]] std::vector<Seen> page(std::string_view after, std::size_t most) const;
  [[nodiscard]] std::optional<Seen> find(std::string_view id) const;
  struct Dismissed {
    Label label;
    bool already = false;  ///< its end had begun before
  };
  /// Nothing: there is no such session here.
  std::optional<Dismissed> dismiss(std::string_view id, hub::Close close);

  [[nodiscard]] std::size_t size() const noexcept { return sessions_.size(); }

 private:
  struct Entry {
    Live* live = nullptr;
    bool dismissed = false;
  };
  std::map<std::string_view, Entry> sessions_;  ///< by the id in its label
  SessionMetrics::ByKind<telemetry::Gauge> open_;
  const chat::Metrics* turn_metrics_ = nullptr;
};

}  // namespace spotter::api
