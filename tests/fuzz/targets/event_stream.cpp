#include "signalr/event_stream.hpp"

#include "fuzz/check.hpp"

#include <algorithm>
#include <string>
#include <vector>

// Bytes that go to the client as two events, read back as a browser's EventSource does it.
using namespace spotter;

namespace {

/// CR, LF and CRLF each end a line.
std::string with_line_feeds(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
    text.push_back(bytes[i] == '\r' ? '\n' : bytes[i]);
  }
  return text;
}

/// JSON of ours has no CR by itself; one would end a line for the client and none for the server,
/// as with the reference.
std::string without_lone_returns(std::string_view bytes) {
  std::string text(bytes);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) text[i] = ' ';
  }
  return text;
}

/// The data of all events. Source: WHATWG HTML, "interpreting an event stream".
std::vector<std::string> read_events(std::string_view stream) {
  std::vector<std::string> events;
  std::string data;
  const std::string text = with_line_feeds(stream);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    if (line.empty()) {
      if (!data.empty()) events.push_back(data.substr(0, data.size() - 1));
      data.clear();
      continue;
    }
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (line.substr(0, colon) == "data") data.append(value).push_back('\n');
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.empty()) return 0;
  // Each write is an event, and none is empty.
  const std::size_t cut = 1 + static_cast<unsigned char>(input.front()) % input.size();
  std::vector<std::string> expected;
  std::string stream(signalr::kEventStreamComment);
  for (const auto part : {input.substr(0, cut), input.substr(cut)}) {
    const std::string piece = without_lone_returns(part);
    if (piece.empty()) continue;
    signalr::append_event(stream, piece);
    expected.push_back(with_line_feeds(piece));
  }
  fuzz::check(read_events(stream) == expected,
              "what went in comes out, but for the kind of line ends");
  return 0;
}
