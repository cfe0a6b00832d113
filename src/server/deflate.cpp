#include "server/deflate.hpp"

#include <new>
#include <stdexcept>
#include <zlib.h>

namespace spotter::server {
namespace {

constexpr int kInflateWindowBits = 15;
/// Of what level 6 makes of talk, level 4 makes 1 to 2 % more, in 60 % of the time.
constexpr int kLevel = 4;
constexpr int kMemoryLevel = 6;
constexpr std::size_t kFlushStep = 1024;

/// zlib does not write to its input; its interface is older than const.
Bytef* input(std::string_view bytes) noexcept {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

void check_start(int result) {
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  if (result != Z_OK) throw std::logic_error("zlib does not start");
}

}  // namespace

struct Inflater::Stream {
  z_stream z{};
};

Inflater::Inflater() : stream_(std::make_unique<Stream>()) {
  check_start(inflateInit2(&stream_->z, -kInflateWindowBits));
}

Inflater::~Inflater() {
  inflateEnd(&stream_->z);
}

Result<std::size_t> Inflater::inflate(std::string_view& in, std::span<char> out) {
  z_stream& z = stream_->z;
  z.next_in = input(in);
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  for (;;) {
    if (ended_ && z.avail_in == 0) break;
    if (ended_) inflateReset(&z);  // a final block ends a stream, not the message
    const int result = ::inflate(&z, Z_SYNC_FLUSH);
    ended_ = result == Z_STREAM_END;
    if (ended_) continue;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK && result != Z_BUF_ERROR) {
      return Error{Errc::malformed, "the message is not deflated"};
    }
    break;
  }
  in.remove_prefix(in.size() - z.avail_in);
  return out.size() - z.avail_out;
}

bool Inflater::between_blocks() const noexcept {
  constexpr int kAfterBlock = 128;
  constexpr int kUnusedBits = 63;
  const int where = stream_->z.data_type;
  return (where & kAfterBlock) != 0 && (where & kUnusedBits) == 0;
}

struct Deflater::Stream {
  z_stream z{};
};

Deflater::Deflater(int window_bits) : stream_(std::make_unique<Stream>()) {
  check_start(deflateInit2(&stream_->z, kLevel, Z_DEFLATED, -window_bits, kMemoryLevel,
                           Z_DEFAULT_STRATEGY));
}

Deflater::~Deflater() {
  deflateEnd(&stream_->z);
}

void Deflater::add(std::string_view& in, std::string& out, std::size_t out_bytes_max) {
  if (in.empty() || out.size() >= out_bytes_max) return;
  z_stream& z = stream_->z;
  const std::size_t before = out.size();
  out.resize(out_bytes_max);
  z.next_in = input(in);
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
  z.avail_out = static_cast<uInt>(out.size() - before);
  ::deflate(&z, Z_NO_FLUSH);
  in.remove_prefix(in.size() - z.avail_in);
  out.erase(out.size() - z.avail_out);
}

void Deflater::finish(std::string& out) {
  z_stream& z = stream_->z;
  z.avail_in = 0;
  do {
    const std::size_t before = out.size();
    out.resize(before + kFlushStep);
    z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    z.avail_out = kFlushStep;
    ::deflate(&z, Z_SYNC_FLUSH);
    out.erase(out.size() - z.avail_out);
  } while (z.avail_out == 0);
  out.erase(out.size() - kDeflateTail.size());
}

}  // namespace spotter::server
