#include "load/client.hpp"

#include "net/clock.hpp"

#include <cstring>

namespace bench {
namespace {

constexpr char kRecordEnd = '\x1e';
constexpr std::string_view kHandshake = "{\"protocol\":\"json\",\"version\":1}\x1e";
constexpr std::string_view kHandshakeAnswer = "{}\x1e";
constexpr std::string_view kPing = "{\"type\":6}\x1e";
constexpr std::string_view kTextBefore = "\"message\":\"";
constexpr std::string_view kTextAfter = "\"}]}";
constexpr std::size_t kFrameBytesMax = 16U << 20;

constexpr unsigned char kText = 1;
constexpr unsigned char kClose = 8;
constexpr unsigned char kPingFrame = 9;
constexpr unsigned char kPong = 10;

char buffer[1 << 20];

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes)
    value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace

void Client::connect() {
  const auto source = scene_.sources > 1 ? 0x7f000001 + number_ % scene_.sources : 0;
  socket_ = connect_to(scene_.port, source, scene_.receive_bytes);
  if (socket_ < 0) {
    lose("no socket");
    return;
  }
  state_ = State::upgrading;
  waits_ = true;
  scene_.poll.add(socket_, EPOLLIN | EPOLLOUT, this);
}

void Client::drop() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
  state_ = State::gone;
  waits_ = paused_ = false;
  asked_ns_ = 0;
  std::string().swap(in_);
  std::string().swap(record_);
  out_ = Outgoing();
  check_.clear();
}

Stage Client::stage() const {
  if (state_ == State::finishing) return Stage::finishing;
  if (state_ != State::ready) return Stage::connecting;
  return asked_ns_ != 0 ? Stage::answering : Stage::ready;
}

void Client::lose(const char* what) {
  if (state_ != State::finishing) scene_.wrong(what);
  leave();
}

void Client::leave() {
  const auto was = stage();
  drop();
  scene_.driver->on_gone(*this, was);
}

void Client::watch() {
  const std::uint32_t events = (paused_ ? 0U : EPOLLIN) | (waits_ ? EPOLLOUT : 0U);
  scene_.poll.change(socket_, events, this);
}

bool Client::sent(Outgoing::State state) {
  const bool waits = state == Outgoing::State::waiting;
  if (waits != waits_) {
    waits_ = waits;
    watch();
  }
  return state != Outgoing::State::broken;
}

/// Masked with zeros, as the protocol allows: its cost is not what we measure here.
bool Client::send_frame(unsigned char opcode, std::string_view payload) {
  std::string frame;
  frame += static_cast<char>(0x80 | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  }
  frame.append(4, '\0').append(payload);
  return sent(out_.send(socket_, frame));
}

void Client::ask() {
  ++invocation_;
  check_.restart();
  asked_ns_ = now_ns();
  const std::string record = R"({"type":1,"target":"SendMessage","arguments":[")" +
                             scene_.question + R"("],"invocationId":")" +
                             std::to_string(invocation_) + "\"}\x1e";
  if (!send_frame(kText, record)) lose("lost");
}

void Client::finish() {
  state_ = State::finishing;
  constexpr std::string_view kNormal = "\x03\xe8";
  if (!send_frame(kClose, kNormal)) lose("lost");
}

void Client::pause() {
  paused_ = true;
  watch();
}

void Client::resume() {
  paused_ = false;
  watch();
}

void Client::on_events(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0 && waits_) {
    if (state_ == State::upgrading && out_.waiting() == 0) {
      if (!sent(out_.send(socket_, scene_.upgrade))) {
        lose("connection refused");
        return;
      }
    } else if (!sent(out_.go_on(socket_))) {
      lose("lost");
      return;
    }
  }
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) receive();
}

void Client::receive() {
  const auto size = recv(socket_, buffer, sizeof buffer, 0);
  if (size < 0 && errno == EAGAIN) return;
  if (size <= 0) {
    lose("lost");
    return;
  }
  now_ns_ = now_ns();
  if (scene_.counting) scene_.counts.bytes += size;
  in_.append(buffer, static_cast<std::size_t>(size));
  if (state_ == State::upgrading && !on_upgrade_bytes()) return;
  if (state_ == State::gone || state_ == State::upgrading) return;
  if (!take_frames()) return;
  if (in_.empty() && in_.capacity() > 4096) std::string().swap(in_);
}

/// False: not all is there yet, or it was refused.
bool Client::on_upgrade_bytes() {
  const auto end = in_.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const auto status = in_.substr(0, 12);
  if (status != "HTTP/1.1 101") {
    ++scene_.counts.refused[status.size() == 12 ? status.substr(9) : "?"];
    leave();
    return false;
  }
  in_.erase(0, end + 4);
  state_ = State::shaking;
  if (!send_frame(kText, kHandshake)) {
    lose("lost");
    return false;
  }
  return true;
}

/// False: the client is gone.
bool Client::take_frames() {
  std::string_view rest = in_;
  while (rest.size() >= 2) {
    const auto opcode = static_cast<unsigned char>(rest[0] & 0x0f);
    std::size_t head = 2;
    std::size_t size = static_cast<unsigned char>(rest[1]);
    if (size > 125) {
      head += size == 126 ? 2 : 8;
      if (size > 127) {
        lose("masked frame");
        return false;
      }
      if (rest.size() < head) break;
      size = static_cast<std::size_t>(big_endian(rest.substr(2, head - 2)));
    }
    if (size > kFrameBytesMax) {
      lose("frame too long");
      return false;
    }
    if (rest.size() < head + size) break;
    const auto payload = rest.substr(head, size);
    rest.remove_prefix(head + size);
    if (opcode == kClose) {
      if (state_ == State::finishing) ++scene_.counts.closed;
      lose("closed by the server");
      return false;
    }
    if (opcode == kPingFrame) {
      if (!send_frame(kPong, payload)) {
        lose("lost");
        return false;
      }
    } else if (opcode != kPong && !on_message(payload)) {
      return false;
    }
  }
  in_.erase(0, in_.size() - rest.size());
  return true;
}

/// Where messages end means nothing; records end with a byte of their own. False: gone.
bool Client::on_message(std::string_view payload) {
  while (!payload.empty()) {
    const auto end = payload.find(kRecordEnd);
    if (end == std::string_view::npos) {
      record_.append(payload);
      return true;
    }
    auto record = payload.substr(0, end);
    payload.remove_prefix(end + 1);
    bool stays = false;
    if (record_.empty()) {
      stays = on_record(record);
    } else {
      std::string whole;
      whole.swap(record_);
      whole.append(record);
      stays = on_record(whole);
    }
    if (!stays) return false;
  }
  return true;
}

bool Client::on_record(std::string_view record) {
  if (state_ == State::shaking) {
    if (record != kHandshakeAnswer.substr(0, 2)) {
      lose("wrong handshake");
      return false;
    }
    state_ = State::ready;
    ++scene_.counts.connected;
    scene_.driver->on_ready(*this);
    return state_ != State::gone;
  }
  if (state_ == State::finishing) return true;
  if (record.starts_with(R"({"type":1,)")) return on_text(record);
  if (record.starts_with(R"({"type":3,)")) return on_completion(record);
  if (record.starts_with(R"({"type":6)")) {
    // Clients ping at the pace at which they are pinged: both wait 15 s.
    ++scene_.counts.pings;
    if (send_frame(kText, kPing)) return true;
    lose("lost");
    return false;
  }
  lose("unexpected record");
  return false;
}

bool Client::on_text(std::string_view record) {
  const auto begin = record.find(kTextBefore);
  if (asked_ns_ == 0 || begin == std::string_view::npos || !record.ends_with(kTextAfter)) {
    lose("unexpected record");
    return false;
  }
  auto text = record.substr(begin + kTextBefore.size());
  text.remove_suffix(kTextAfter.size());
  const auto before = check_.deltas();
  auto& counts = scene_.counts;
  const bool right = check_.grow(
      text,
      [&](std::int64_t arrived, std::int64_t sent_at) {
        if (scene_.counting) counts.first.add(arrived - asked_ns_ + now_ns_ - sent_at);
      },
      [&](std::int64_t sent_at) {
        if (scene_.counting) counts.latency.add(now_ns_ - sent_at);
      });
  if (!right) {
    lose("wrong text");
    return false;
  }
  if (scene_.counting) {
    ++counts.frames;
    counts.fresh += check_.deltas() > before ? 1 : 0;
    counts.deltas += check_.deltas() - before;
  }
  return true;
}

bool Client::on_completion(std::string_view record) {
  const auto id = "\"invocationId\":\"" + std::to_string(invocation_) + '"';
  if (asked_ns_ == 0 || record.find(id) == std::string_view::npos ||
      record.find("\"error\"") != std::string_view::npos) {
    lose("wrong completion");
    return false;
  }
  const bool whole =
      check_.is_whole() && (scene_.answer_deltas == 0 || check_.deltas() == scene_.answer_deltas);
  if (!whole) scene_.wrong("answer not whole");
  asked_ns_ = 0;
  if (scene_.counting && whole) ++scene_.counts.answers;
  check_.clear();
  scene_.driver->on_answered(*this);
  return state_ != State::gone;
}

}  // namespace bench
