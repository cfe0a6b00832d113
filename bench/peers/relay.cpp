// The practical floor: the least that passes deltas on. One thread and epoll by hand: WebSocket
// upgrade, SignalR handshake, SendMessage -> POST with stream:true over a kept HTTP/1.1 connection
// -> for each delta a ReceiveMessage with the whole text so far -> Completion; pings every 15 s.
//
//   spotter_bench_relay --upstream-port N [--port 0]
//
// It looks for what it needs in the bytes instead of parsing them, copies the text's JSON escapes
// as they came, keeps no chat, checks nobody and has no limits: what a server does beyond this is
// what it is for. The first line of its output is {"port":N}. Ends with SIGTERM.
#include "net/clock.hpp"
#include "net/options.hpp"
#include "net/socket.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {
namespace {

constexpr std::string_view kPing = "\x81\x0b{\"type\":6}\x1e";
constexpr std::string_view kShaken = "\x81\x03{}\x1e";
constexpr std::string_view kFrameHead =
    R"({"type":1,"target":"ReceiveMessage","arguments":[{"type":"messageResponse","message":")";
constexpr std::string_view kFrameTail = "\"}]}\x1e";
constexpr std::size_t kLengthMax = 10;  ///< of a WebSocket frame's own head
constexpr std::size_t kFirstBytes = 8 * 1024;
constexpr std::int64_t kPingEvery = 15 * kSecond;

struct Upstream;
struct Client;

struct Peer {
  Peer(int accepted, bool client) : socket(accepted), is_client(client) {}
  int socket;
  bool is_client;
  bool is_gone = false;
  Outgoing out;
  bool waits = false;
};

struct Upstream : Peer {
  explicit Upstream(int connecting) : Peer(connecting, false) {}
  Client* client = nullptr;
  std::string unsent;  ///< the request, until the connection is made
  std::string rest;    ///< the beginning of an event
};

struct Client : Peer {
  explicit Client(int accepted) : Peer(accepted, true) {}
  enum class State { upgrading, shaking, open } state = State::upgrading;
  std::string in;
  std::string id;     ///< of the invocation that is being answered
  std::string frame;  ///< room for the length, the head, the text so far
  Upstream* upstream = nullptr;
  std::int64_t pinged = 0;
  std::list<Client*>::iterator place;
};

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  char base64[32];
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64), digest, sizeof digest);
  return {base64, static_cast<std::size_t>(size)};
}

std::string_view between(std::string_view text, std::string_view before, char after) {
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + before.size());
  return text.substr(0, text.find(after));
}

class Relay {
 public:
  Relay(std::uint16_t port, std::uint16_t upstream_port)
      : upstream_port_(upstream_port), listener_(listen_on(port)) {
    poll_.add(listener_, EPOLLIN, nullptr);
    std::printf("{\"port\":%d}\n", port);
    std::fflush(stdout);
  }

  [[noreturn]] void run() {
    for (;;) {
      poll_.wait(kSecond, [&](void* owner, std::uint32_t events) {
        if (owner == nullptr) {
          accept_all();
        } else {
          auto* const peer = static_cast<Peer*>(owner);
          if (!peer->is_gone) on_events(*peer, events);
        }
      });
      ping();
      for (Peer* const peer : gone_)
        destroy(peer);
      gone_.clear();
    }
  }

 private:
  void accept_all() {
    for (int socket;
         (socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
      poll_.add(socket, EPOLLIN, static_cast<Peer*>(new Client(socket)));
    }
  }

  void on_events(Peer& peer, std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) on_writable(peer);
    if (peer.is_gone || (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
    const auto size = recv(peer.socket, buffer_, sizeof buffer_, 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      lose(peer);
      return;
    }
    const std::string_view bytes(buffer_, static_cast<std::size_t>(size));
    if (peer.is_client) {
      on_client_bytes(static_cast<Client&>(peer), bytes);
    } else {
      on_upstream_bytes(static_cast<Upstream&>(peer), bytes);
    }
  }

  void on_writable(Peer& peer) {
    if (!peer.is_client && !static_cast<Upstream&>(peer).unsent.empty()) {
      std::string request;
      request.swap(static_cast<Upstream&>(peer).unsent);
      watch(peer, peer.out.send(peer.socket, request));
    } else {
      watch(peer, peer.out.go_on(peer.socket));
    }
  }

  void send(Peer& peer, std::string_view bytes) { watch(peer, peer.out.send(peer.socket, bytes)); }

  void watch(Peer& peer, Outgoing::State state) {
    if (state == Outgoing::State::broken) {
      lose(peer);
      return;
    }
    const bool waits = state == Outgoing::State::waiting;
    if (waits == peer.waits) return;
    peer.waits = waits;
    poll_.change(peer.socket, waits ? EPOLLIN | EPOLLOUT : EPOLLIN, &peer);
  }

  /// What belongs together goes together: a client's answer, an answer's client.
  void lose(Peer& peer) {
    if (peer.is_gone) return;
    peer.is_gone = true;
    gone_.push_back(&peer);
    close(peer.socket);
    if (peer.is_client) {
      auto& client = static_cast<Client&>(peer);
      if (client.state == Client::State::open) open_.erase(client.place);
      if (client.upstream != nullptr) lose(*client.upstream);
    } else {
      auto& upstream = static_cast<Upstream&>(peer);
      std::erase(idle_, &upstream);
      if (upstream.client != nullptr) lose(*upstream.client);
    }
  }

  static void destroy(Peer* peer) {
    if (peer->is_client) {
      delete static_cast<Client*>(peer);
    } else {
      delete static_cast<Upstream*>(peer);
    }
  }

  void on_client_bytes(Client& client, std::string_view bytes) {
    client.in.append(bytes);
    if (client.state == Client::State::upgrading) {
      const auto end = client.in.find("\r\n\r\n");
      if (end == std::string::npos) return;
      const auto key = between(client.in, "Sec-WebSocket-Key: ", '\r');
      client.state = Client::State::shaking;
      send(client,
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
               accept_key(key) + "\r\n\r\n");
      client.in.erase(0, end + 4);
    }
    while (!client.is_gone && take_frame(client)) {
    }
    if (client.in.empty()) std::string().swap(client.in);
  }

  /// One frame of at most 64 KiB, masked as all of a client are. False: there is no whole one.
  bool take_frame(Client& client) {
    auto& in = client.in;
    if (in.size() < 6) return false;
    std::size_t head = 2;
    auto size = static_cast<std::size_t>(in[1] & 0x7f);
    if (size == 126) {
      size = static_cast<std::size_t>(static_cast<unsigned char>(in[2]) << 8 |
                                      static_cast<unsigned char>(in[3]));
      head = 4;
    }
    if (in.size() < head + 4 + size) return false;
    const char* const mask = in.data() + head;
    std::string payload = in.substr(head + 4, size);
    for (std::size_t i = 0; i < size; ++i)
      payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
    const int opcode = in[0] & 0x0f;
    in.erase(0, head + 4 + size);
    if (opcode == 8) {
      send(client, std::string_view("\x88\x02\x03\xe8", 4));
      lose(client);
    } else if (opcode == 1) {
      on_message(client, payload);
    }
    return true;
  }

  void on_message(Client& client, std::string_view message) {
    if (client.state == Client::State::shaking) {
      client.state = Client::State::open;
      client.place = open_.insert(open_.end(), &client);
      client.pinged = now_ns();
      send(client, kShaken);
    } else if (message.find("\"SendMessage\"") != std::string_view::npos) {
      client.id = between(message, "\"invocationId\":\"", '"');
      begin_answer(client, between(message, "\"arguments\":[\"", '"'));
    }
  }

  void begin_answer(Client& client, std::string_view question) {
    if (client.frame.capacity() < kFirstBytes) client.frame.reserve(kFirstBytes);
    client.frame.assign(kLengthMax, ' ').append(kFrameHead);
    const std::string body =
        R"({"model":"bench","stream":true,"messages":[{"role":"user","content":")" +
        std::string(question) + "\"}]}";
    const std::string request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    Upstream* upstream = nullptr;
    if (idle_.empty()) {
      const int socket = connect_to(upstream_port_);
      if (socket < 0) {
        lose(client);
        return;
      }
      upstream = new Upstream(socket);
      upstream->unsent = request;
      upstream->waits = true;
      poll_.add(socket, EPOLLIN | EPOLLOUT, static_cast<Peer*>(upstream));
    } else {
      upstream = idle_.back();
      idle_.pop_back();
    }
    upstream->client = &client;
    client.upstream = upstream;
    if (upstream->unsent.empty()) send(*upstream, request);
  }

  /// Events end with an empty line; what frames them (heads of chunks) does not matter.
  void on_upstream_bytes(Upstream& upstream, std::string_view bytes) {
    if (!upstream.rest.empty()) {
      upstream.rest.append(bytes);
      bytes = upstream.rest;
    }
    for (;;) {
      const auto end = bytes.find("\n\n");
      if (end == std::string_view::npos) break;
      if (upstream.client != nullptr) on_event(upstream, bytes.substr(0, end));
      if (upstream.is_gone) return;
      bytes.remove_prefix(end + 2);
    }
    if (upstream.client == nullptr && bytes.ends_with("0\r\n\r\n")) {
      bytes = {};
      idle_.push_back(&upstream);
    }
    std::string rest(bytes == "\r\n" ? "" : bytes);
    upstream.rest.swap(rest);
  }

  void on_event(Upstream& upstream, std::string_view event) {
    constexpr std::string_view kContent = "\"content\":\"";
    auto& client = *upstream.client;
    const auto* const found = static_cast<const char*>(
        memmem(event.data(), event.size(), kContent.data(), kContent.size()));
    if (found != nullptr) {
      const char* const begin = found + kContent.size();
      const char* end = begin;
      for (const char* const limit = event.data() + event.size(); end < limit && *end != '"';
           ++end) {
        if (*end == '\\') ++end;
      }
      if (end > begin) push(client, {begin, static_cast<std::size_t>(end - begin)});
    } else if (event.ends_with("data: [DONE]")) {
      upstream.client = nullptr;
      client.upstream = nullptr;
      const std::string record =
          R"({"type":3,"invocationId":")" + client.id + R"(","result":null})" + "\x1e";
      std::string frame{'\x81', static_cast<char>(record.size())};
      send(client, frame.append(record));
    }
  }

  /// The whole text so far, in one write.
  void push(Client& client, std::string_view more) {
    auto& frame = client.frame;
    frame.append(more).append(kFrameTail);
    const auto size = frame.size() - kLengthMax;
    unsigned char head[kLengthMax] = {0x81};
    std::size_t head_size = 2;
    if (size < 126) {
      head[1] = static_cast<unsigned char>(size);
    } else if (size < 65536) {
      head[1] = 126;
      head[2] = static_cast<unsigned char>(size >> 8);
      head[3] = static_cast<unsigned char>(size & 0xff);
      head_size = 4;
    } else {
      head[1] = 127;
      for (std::size_t i = 0; i < 8; ++i) {
        head[2 + i] = static_cast<unsigned char>(size >> (56 - 8 * i) & 0xff);
      }
      head_size = 10;
    }
    char* const begin = frame.data() + kLengthMax - head_size;
    std::memcpy(begin, head, head_size);
    send(client, {begin, head_size + size});
    frame.resize(frame.size() - kFrameTail.size());
  }

  /// Those who were pinged longest ago stand first.
  void ping() {
    const auto now = now_ns();
    while (!open_.empty() && now - open_.front()->pinged >= kPingEvery) {
      Client& client = *open_.front();
      client.pinged = now;
      open_.splice(open_.end(), open_, client.place);
      send(client, kPing);
    }
  }

  Poll poll_;
  std::uint16_t upstream_port_;
  int listener_;
  std::list<Client*> open_;
  std::vector<Upstream*> idle_;
  std::vector<Peer*> gone_;
  char buffer_[256 * 1024];
};

}  // namespace
}  // namespace bench

int main(int count, char** values) {
  bench::Options options(count, values);
  const auto port = static_cast<std::uint16_t>(options.number("port", 0));
  const auto upstream = static_cast<std::uint16_t>(options.number("upstream-port", 0));
  options.finish();
  if (upstream == 0) bench::die("needs --upstream-port");
  std::make_unique<bench::Relay>(port, upstream)->run();
}
