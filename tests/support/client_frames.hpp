#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <zlib.h>

namespace spotter::testing {

/// What a WebSocket client puts on the wire, right or wrong.
struct ClientFrame {
  unsigned flags = 0x80;  ///< 0x80: final, 0x40: compressed, 0x30: reserved
  unsigned opcode = 1;
  bool masked = true;
};

inline std::string client_frame(std::string_view payload, ClientFrame frame = {}) {
  constexpr std::string_view kKey = "\x11\x22\x33\x44";
  std::string out(1, static_cast<char>(frame.flags | frame.opcode));
  const auto put = [&out](std::size_t byte) { out += static_cast<char>(byte & 0xFFU); };
  const unsigned mask = frame.masked ? 0x80U : 0U;
  const std::size_t length_bytes = payload.size() < 126 ? 0 : payload.size() < 65'536 ? 2 : 8;
  put(mask | (length_bytes == 0 ? payload.size() : length_bytes == 2 ? 126U : 127U));
  for (std::size_t i = length_bytes; i > 0; --i)
    put(payload.size() >> (8 * (i - 1)));
  if (!frame.masked) return out.append(payload);
  out.append(kKey);
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(payload[i] ^ kKey[i % kKey.size()]);
  return out;
}

/// Raw deflate by zlib itself. `flush`: Z_SYNC_FLUSH, whose tail is left out as on the wire, or
/// Z_FINISH, which ends with a final block.
inline std::string deflated(std::string_view text, int flush = Z_SYNC_FLUSH) {
  z_stream z{};
  if (deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib does not start");
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, flush);
  out.resize(z.total_out - (flush == Z_SYNC_FLUSH ? 4 : 0));
  deflateEnd(&z);
  return out;
}

/// The inverse for a message as it comes; throws if it is not whole.
inline std::string inflated(std::string packed, int window_bits = 15) {
  packed.append("\0\0\xff\xff", 4);
  z_stream z{};
  if (inflateInit2(&z, -window_bits) != Z_OK) throw std::runtime_error("zlib does not start");
  z.next_in = reinterpret_cast<Bytef*>(packed.data());
  z.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int result = Z_OK;
  do {
    const std::size_t before = out.size();
    out.resize(before + 65'536);
    z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    z.avail_out = 65'536;
    result = inflate(&z, Z_SYNC_FLUSH);
    out.resize(out.size() - z.avail_out);
  } while (result == Z_OK && z.avail_out == 0);
  inflateEnd(&z);
  if ((result != Z_OK && result != Z_BUF_ERROR) || z.avail_in != 0)
    throw std::runtime_error("not a deflated message");
  return out;
}

}  // namespace spotter::testing
