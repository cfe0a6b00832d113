// One SignalR client: JSON over a WebSocket of its own making, without negotiation.
#pragma once

#include "net/answer_text.hpp"
#include "net/histogram.hpp"
#include "net/socket.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace bench {

class Client;

/// What has been counted. `wrong` fails the run.
struct Counts {
  std::int64_t connected = 0;  ///< handshakes done
  std::int64_t closed = 0;     ///< connections that the server ended as asked
  std::int64_t answers = 0;    ///< whole ones
  std::int64_t frames = 0;     ///< that carried text
  std::int64_t fresh = 0;      ///< of them, those with new deltas
  std::int64_t deltas = 0;     ///< new deltas in them
  std::int64_t bytes = 0;      ///< that came over TCP
  std::int64_t pings = 0;
  std::map<std::string, std::int64_t> refused;  ///< by the status of the upgrade's response
  std::map<std::string, std::int64_t> wrong;    ///< by what it was
  Histogram latency;                            ///< from a delta's stamp to its first frame
  Histogram first;  ///< question to first delta, less what the upstream took
};

/// `finishing`: it had said good-bye, so it is gone as it should be.
enum class Stage { connecting, ready, answering, finishing };

/// What decides what clients do.
class Driver {
 public:
  virtual ~Driver() = default;
  virtual void on_ready(Client& client) = 0;     ///< the handshake is answered
  virtual void on_answered(Client& client) = 0;  ///< its completion came
  /// The socket is gone, and this is what the client was at until then. It may connect again, but
  /// not within this call.
  virtual void on_gone(Client& client, Stage stage) = 0;
};

/// What all clients of a run share.
struct Scene {
  Poll poll;
  Counts counts;
  bool counting = false;  ///< latencies and deltas count only now
  Driver* driver = nullptr;
  std::uint16_t port = 0;
  std::string upgrade;             ///< the request
  std::string question;            ///< the user's message
  std::int64_t answer_deltas = 0;  ///< in a whole answer; 0: any number
  std::size_t delta_bytes = 0;
  int receive_bytes = 0;      ///< size of the socket's buffer; 0: the system's
  std::uint32_t sources = 1;  ///< addresses 127.0.0.1... that connections come from

  void wrong(const char* what) { ++counts.wrong[what]; }
};

class Client {
 public:
  Client(Scene& scene, std::uint32_t number)
      : scene_(scene), number_(number), check_(scene.delta_bytes) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { drop(); }

  void connect();
  void on_events(std::uint32_t events);
  /// Sends the question. Ready, and no answer under way.
  void ask();
  /// Says good-bye; on_gone() follows when the server has closed.
  void finish();
  /// Takes nothing off the socket until resume().
  void pause();
  void resume();
  void drop();

  [[nodiscard]] bool is_ready() const { return state_ == State::ready; }

 private:
  enum class State { gone, upgrading, shaking, ready, finishing };

  void receive();
  bool on_upgrade_bytes();
  bool take_frames();
  bool on_message(std::string_view payload);
  bool on_record(std::string_view record);
  bool on_text(std::string_view record);
  bool on_completion(std::string_view record);
  bool send_frame(unsigned char opcode, std::string_view payload);
  bool sent(Outgoing::State state);
  void watch();
  [[nodiscard]] Stage stage() const;
  void lose(const char* what);
  void leave();

  Scene& scene_;
  std::uint32_t number_;
  int socket_ = -1;
  State state_ = State::gone;
  bool waits_ = false;  ///< to write
  bool paused_ = false;
  std::int64_t asked_ns_ = 0;  ///< 0: no answer is under way
  std::int64_t invocation_ = 0;
  std::int64_t now_ns_ = 0;  ///< when the bytes were read that are looked at
  std::string in_;           ///< what does not make a frame yet
  std::string record_;       ///< what does not make a record yet
  Outgoing out_;
  AnswerCheck check_;
};

}  // namespace bench
