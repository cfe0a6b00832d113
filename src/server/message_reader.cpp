#include "server/message_reader.hpp"

#include <algorithm>

namespace spotter::server {

// ---- UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF

bool Utf8Reader::begin(std::uint8_t byte) noexcept {
  least_ = 0x80;
  most_ = 0xBF;
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) least_ = 0xA0;
  if (byte == 0xED) most_ = 0x9F;
  if (byte == 0xF0) least_ = 0x90;
  if (byte == 0xF4) most_ = 0x8F;
  return true;
}

bool Utf8Reader::take(std::string_view bytes) noexcept {
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (missing_ == 0) {
      if (!begin(byte)) return false;
      continue;
    }
    if (byte < least_ || byte > most_) return false;
    least_ = 0x80;
    most_ = 0xBF;
    --missing_;
  }
  return true;
}

// ---- messages

MessageReader::Step MessageReader::next(std::span<char>& wire, std::span<char> out) {
  for (;;) {
    if (!packed_.empty() || more_inflated_ || ending_) {
      const auto [count, violation] = unpack(out);
      if (violation) return Violation{*violation};
      if (count > 0) return Bytes{count};
      continue;
    }
    FrameReader::Step step = frames_.next(wire);
    if (const auto* payload = std::get_if<FrameReader::Payload>(&step)) {
      begin_payload({payload->bytes.data(), payload->bytes.size()});
    } else if (std::holds_alternative<FrameReader::MessageEnd>(step)) {
      begin_end();
    } else if (auto* ping = std::get_if<Ping>(&step)) {
      return std::move(*ping);
    } else if (const auto* close = std::get_if<PeerClose>(&step)) {
      return *close;
    } else if (const auto* violation = std::get_if<Violation>(&step)) {
      return *violation;
    } else {
      return NeedsBytes{};
    }
  }
}

void MessageReader::begin_payload(std::string_view bytes) {
  packed_ = bytes;
  if (!frames_.compressed()) return;
  if (!inflater_) inflater_.emplace();
  allowance_ = std::min(allowance_ + bytes.size() * kInflatedPerByte, kInflatedSavedMax);
}

void MessageReader::begin_end() {
  ending_ = true;
  // A final block needs no tail, though a sender may leave room for one (RFC 7692 section 7.2.3.4).
  if (inflater_ && !inflater_->ended()) packed_ = kDeflateTail;
}

MessageReader::Written MessageReader::unpack(std::span<char> out) {
  Written written;
  if (inflater_) {
    written = inflate(out);
  } else {
    written.count = packed_.copy(out.data(), out.size());
    packed_.remove_prefix(written.count);
  }
  if (written.violation) return written;
  if (frames_.text() && !utf8_.take({out.data(), written.count})) {
    written.violation = CloseCode::bad_payload;
  } else if (ending_ && packed_.empty() && !more_inflated_) {
    written.violation = end_message();
  }
  return written;
}

MessageReader::Written MessageReader::inflate(std::span<char> out) {
  Written written;
  const auto count = inflater_->inflate(packed_, out);
  if (!count) {
    written.violation = CloseCode::bad_payload;
  } else if (*count > allowance_) {
    written.violation = CloseCode::too_big;
  } else {
    written.count = *count;
    allowance_ -= *count;
    more_inflated_ = *count == out.size();
  }
  return written;
}

std::optional<CloseCode> MessageReader::end_message() {
  const bool whole = (!inflater_ || inflater_->ended() || inflater_->between_blocks()) &&
                     (!frames_.text() || utf8_.whole());
  inflater_.reset();
  utf8_.restart();
  ending_ = false;
  if (!whole) return CloseCode::bad_payload;
  return std::nullopt;
}

}  // namespace spotter::server
