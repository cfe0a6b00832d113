#include "fuzz/check.hpp"
#include "server/message_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

// What a client sends on a WebSocket, with and without compression: pieces make no difference, and
// nobody is given more to look at than the limit of what may inflate.
using namespace spotter;
using namespace spotter::server;

namespace {

struct Read {
  std::string bytes;
  std::vector<std::string> pings;
  std::optional<CloseCode> closed;
  std::optional<CloseCode> violation;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read_in_pieces(std::string_view input, Extension extension, std::size_t piece,
                    std::size_t room) {
  MessageReader reader(extension);
  Read read;
  std::vector<char> out(room);
  for (std::size_t at = 0; at < input.size(); at += piece) {
    std::string wire(input.substr(at, piece));
    std::span<char> unread(wire);
    for (bool more = true; more;) {
      const auto step = reader.next(unread, out);
      if (const auto* bytes = std::get_if<MessageReader::Bytes>(&step)) {
        fuzz::check(bytes->count > 0 && bytes->count <= room, "bytes that are there");
        read.bytes.append(out.data(), bytes->count);
      } else if (const auto* ping = std::get_if<MessageReader::Ping>(&step)) {
        fuzz::check(ping->payload.size() <= 125, "a control frame is small");
        read.pings.push_back(ping->payload);
      } else if (const auto* close = std::get_if<MessageReader::PeerClose>(&step)) {
        read.closed = close->code;
        return read;
      } else if (const auto* violation = std::get_if<MessageReader::Violation>(&step)) {
        read.violation = violation->code;
        return read;
      } else {
        fuzz::check(unread.empty(), "all of the wire is used up");
        more = false;
      }
    }
  }
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  for (const Extension extension : {Extension::none, Extension::deflate}) {
    const Read whole = read_in_pieces(input, extension, input.size() + 1, 4096);
    const std::size_t most = extension == Extension::none
                                 ? input.size()
                                 : kInflatedSavedMax + input.size() * kInflatedPerByte;
    fuzz::check(whole.bytes.size() <= most, "no more than may inflate");
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}}) {
      const Read again = read_in_pieces(input, extension, piece, 4096);
      // Text may turn out to be none before or after bytes that came with it.
      const std::size_t common = std::min(whole.bytes.size(), again.bytes.size());
      fuzz::check(whole.bytes.compare(0, common, again.bytes, 0, common) == 0,
                  "pieces make no difference to what was said");
      if (whole.violation) continue;
      fuzz::check(whole == again, "pieces make no difference");
    }
  }
  return 0;
}
