#pragma once

#include "simulation/faults.hpp"
#include "simulation/judge.hpp"
#include "simulation/line.hpp"
#include "simulation/random.hpp"

#include <spotter/api/chat_endpoint.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/shard/signal.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace spotter::simulation {

/// What does not change about a device.
struct DeviceKind {
  UserId user = 0;
  bool second_contract = false;
  std::string chat;        ///< its own name for its chat; empty: none
  bool nobody = false;     ///< nobody can tell whose its chat is
  std::uint64_t mark = 0;  ///< of its app
};

/// What a device needs of the world.
class Network {
 public:
  virtual ~Network() = default;
  virtual std::shared_ptr<Line> connect(const DeviceKind& kind, std::size_t instance, Random random,
                                        Line::Listener& listener) = 0;
  [[nodiscard]] virtual std::size_t instances() const noexcept = 0;
  /// Unlike all before; letters only, so that nobody takes it for a number of something.
  virtual std::string new_key() = 0;
};

/// An app on somebody's phone: now and then it connects, asks, stops, is interrupted, comes back.
/// Lives on its shard.
class Device final : private Line::Listener {
 public:
  struct Place {
    ShardExecutor executor;
    const Clock& clock;
    Judge& judge;
    Network& network;
    codec::JsonParser& parser;
    Fault fault = Fault::none;
  };
  Device(Place place, DeviceKind kind, Random random);

  /// Until then; a visit that has begun is ended.
  Task<void> live(TimePoint until);

 private:
  struct Asked {
    QuestionId id = 0;
    bool over = false;
  };

  void on_message(std::string_view bytes) override;
  void on_end() override;
  void on_record(std::string_view record);
  void on_completion(const std::string& id);
  void on_payload(codec::JsonValue payload);

  Task<void> visit();
  Task<void> introduce();
  Task<void> ask();
  Task<void> see_through(std::size_t number);
  Task<void> stop(std::size_t number);
  Task<void> ask_over(std::size_t number);
  Task<void> restart(std::size_t number);
  Task<void> drop();
  Task<void> look_away(std::size_t number);
  Task<void> leave();
  /// False: the time came first. Meanwhile the app pings.
  Task<bool> until(std::function<bool()> condition, Duration limit);
  Task<void> wait(Duration span);

  std::size_t begin_call(std::string key, std::string_view method, const std::string& arguments);
  std::size_t send_question(std::string text);
  void send(const std::string& record);
  void hang_up();
  void note(std::string line) const;
  [[nodiscard]] bool over(std::size_t number) const { return calls_[number].over; }

  Place place_;
  DeviceKind kind_;
  Random random_;
  std::size_t instance_ = 0;
  std::shared_ptr<Line> line_;  ///< null: not connected
  std::string received_;
  bool welcomed_ = false;
  bool ended_ = false;
  std::vector<Asked> calls_;  ///< of this connection, by number
  std::string last_text_;
  std::string repeats_;  ///< what is said first on the next visit
  shard::Signal news_;
};

}  // namespace spotter::simulation
