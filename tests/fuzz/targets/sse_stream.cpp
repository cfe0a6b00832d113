#include "fuzz/check.hpp"

#include <spotter/codec/sse.hpp>

#include <string>
#include <tuple>
#include <vector>

// What a model's server sends as text/event-stream: pieces make no difference.
using namespace spotter;

namespace {

using Event = std::tuple<std::string, std::string, bool>;

constexpr std::size_t kEventBytesMax = 2'000;
constexpr std::size_t kStreamBytesMax = 6'000;

struct Read {
  std::vector<Event> events;
  bool over_limit = false;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read_in_pieces(std::string_view bytes, std::size_t piece) {
  codec::SseDecoder decoder({kEventBytesMax, kStreamBytesMax});
  Read read;
  const auto take = [&](codec::SseDecoder::Step step) {
    if (step == codec::SseDecoder::Step::over_limit) read.over_limit = true;
    if (step != codec::SseDecoder::Step::event) return false;
    const codec::SseEvent& event = decoder.event();
    fuzz::check(!event.data.empty(), "an event has data");
    fuzz::check(event.data.size() <= kEventBytesMax, "an event keeps to its limit");
    read.events.emplace_back(event.name, event.data, event.raw_document);
    return true;
  };
  for (std::size_t at = 0; at < bytes.size() && !read.over_limit; at += piece) {
    std::string_view rest = bytes.substr(at, piece);
    while (take(decoder.step(rest))) {
    }
  }
  while (!read.over_limit && take(decoder.finish())) {
  }
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  const Read whole = read_in_pieces(bytes, bytes.size() + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{513}})
    fuzz::check(read_in_pieces(bytes, piece) == whole, "pieces make no difference");
  return 0;
}
