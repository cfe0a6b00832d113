#include "server/frame_reader.hpp"

#include <spotter/codec/utf8.hpp>

#include <algorithm>

namespace spotter::server {
namespace {

constexpr unsigned kFinal = 0x80;
constexpr unsigned kCompressed = 0x40;
constexpr unsigned kReserved = 0x30;
constexpr unsigned kMasked = 0x80;

/// Codes that a peer may send (RFC 6455 section 7.4).
bool may_be_sent(unsigned code) noexcept {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace

FrameReader::Step FrameReader::next(std::span<char>& wire) {
  for (;;) {
    if (!in_frame_) {
      if (!take_head(wire)) return NeedsBytes{};
      if (!head_allowed() || !length_canonical()) return Violation{CloseCode::protocol_error};
      begin_frame();
    }
    if (control()) {
      if (!take_control(wire)) return NeedsBytes{};
      in_frame_ = false;
      if (opcode() == static_cast<unsigned>(FrameKind::pong)) continue;
      return end_control();
    }
    if (payload_left_ > 0) return take_payload(wire);
    in_frame_ = false;
    if (!final_frame()) continue;
    in_message_ = false;
    return MessageEnd{};
  }
}

/// Collects the head; its second byte says how long it is.
bool FrameReader::take_head(std::span<char>& wire) {
  const auto needed = [this]() -> std::size_t {
    if (head_bytes_ < 2) return 2;
    const unsigned length = head_[1] & 0x7FU;
    const std::size_t key = (head_[1] & kMasked) != 0 ? 4 : 0;
    return 2 + key + (length == 127 ? 8U : length == 126 ? 2U : 0U);
  };
  while (head_bytes_ < needed()) {
    if (wire.empty()) return false;
    head_[head_bytes_++] = static_cast<std::uint8_t>(wire.front());
    wire = wire.subspan(1);
    // What is forbidden already is told at once, and not after bytes that may never come.
    if (head_bytes_ == 2 && !head_allowed()) return true;
  }
  return true;
}

bool FrameReader::head_allowed() const noexcept {
  const unsigned kind = opcode();
  if (kind > 10 || (kind > 2 && kind < 8)) return false;
  if ((flags() & kReserved) != 0 || (head_[1] & kMasked) == 0) return false;
  const bool marked = (flags() & kCompressed) != 0;
  if (marked && extension_ == Extension::none) return false;
  if (control()) return final_frame() && !marked && (head_[1] & 0x7FU) <= kControlBytesMax;
  // Only the first frame of a message says that it is compressed.
  return kind == 0 ? in_message_ && !marked : !in_message_;
}

bool FrameReader::length_canonical() const noexcept {
  const unsigned length = head_[1] & 0x7FU;
  if (length == 126) return head_[2] != 0 || head_[3] >= 126;
  if (length < 126) return true;
  const bool small = std::all_of(head_.begin() + 2, head_.begin() + 8,
                                 [](std::uint8_t byte) { return byte == 0; });
  return head_[2] < 0x80 && !small;
}

void FrameReader::begin_frame() {
  const unsigned length = head_[1] & 0x7FU;
  const std::size_t length_bytes = length == 127 ? 8 : length == 126 ? 2 : 0;
  payload_left_ = length_bytes == 0 ? length : 0;
  for (std::size_t i = 0; i < length_bytes; ++i)
    payload_left_ = payload_left_ << 8U | head_[2 + i];
  std::copy_n(head_.begin() + 2 + static_cast<std::ptrdiff_t>(length_bytes), key_.size(),
              key_.begin());
  key_at_ = 0;
  head_bytes_ = 0;
  in_frame_ = true;
  if (control()) {
    control_.clear();
  } else if (!in_message_) {
    in_message_ = true;
    compressed_ = (flags() & kCompressed) != 0;
    text_ = opcode() == static_cast<unsigned>(FrameKind::text);
  }
}

FrameReader::Step FrameReader::take_payload(std::span<char>& wire) {
  if (wire.empty()) return NeedsBytes{};
  const auto bytes =
      wire.first(static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, wire.size())));
  unmask(bytes);
  payload_left_ -= bytes.size();
  wire = wire.subspan(bytes.size());
  return Payload{bytes};
}

bool FrameReader::take_control(std::span<char>& wire) {
  if (payload_left_ == 0) return true;
  const Step step = take_payload(wire);
  if (const auto* payload = std::get_if<Payload>(&step)) {
    control_.append(payload->bytes.data(), payload->bytes.size());
  }
  return payload_left_ == 0;
}

FrameReader::Step FrameReader::end_control() const {
  if (opcode() == static_cast<unsigned>(FrameKind::ping)) return Ping{control_};
  if (control_.empty()) return PeerClose{CloseCode::none};
  if (control_.size() == 1) return Violation{CloseCode::protocol_error};
  const unsigned code = static_cast<unsigned>(static_cast<std::uint8_t>(control_[0])) << 8U |
                        static_cast<std::uint8_t>(control_[1]);
  if (!may_be_sent(code)) return Violation{CloseCode::protocol_error};
  if (!codec::valid_utf8(std::string_view(control_).substr(2))) {
    return Violation{CloseCode::bad_payload};
  }
  return PeerClose{static_cast<CloseCode>(code)};
}

void FrameReader::unmask(std::span<char> bytes) noexcept {
  for (char& byte : bytes) {
    byte = static_cast<char>(static_cast<std::uint8_t>(byte) ^ key_[key_at_]);
    key_at_ = (key_at_ + 1) % key_.size();
  }
}

std::string write_frame_head(const FrameHead& head) {
  std::string out;
  const auto put = [&out](std::size_t byte) { out += static_cast<char>(byte & 0xFFU); };
  put(static_cast<unsigned>(head.kind) | (head.final_frame ? kFinal : 0U) |
      (head.compressed ? kCompressed : 0U));
  const std::size_t length_bytes = head.payload_bytes < 126      ? 0
                                   : head.payload_bytes < 65'536 ? 2
                                                                 : 8;
  put(length_bytes == 0 ? head.payload_bytes : length_bytes == 2 ? 126U : 127U);
  for (std::size_t i = length_bytes; i > 0; --i)
    put(head.payload_bytes >> (8 * (i - 1)));
  return out;
}

std::string write_close_frame(CloseCode code) {
  const bool named = code != CloseCode::none;
  auto frame = write_frame_head(
      {.kind = FrameKind::close, .payload_bytes = named ? std::size_t{2} : std::size_t{0}});
  const auto value = static_cast<unsigned>(code);
  if (named) frame.append({static_cast<char>(value >> 8U), static_cast<char>(value & 0xFFU)});
  return frame;
}

}  // namespace spotter::server
