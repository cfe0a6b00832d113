#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::testing {

/// An answer as it came over the wire.
struct WireAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// The first header of that name in any case; empty when absent.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// The client's end of a TCP connection to a server that runs on other threads: HTTP requests one
/// after the other, or a WebSocket. Every wait is bounded by kPatience, then it throws. Test
/// thread.
class WireClient {
 public:
  /// Takes over a connected socket.
  explicit WireClient(int socket);
  WireClient(const WireClient&) = delete;
  WireClient& operator=(const WireClient&) = delete;
  ~WireClient();

  /// A pair of connected sockets on the loopback: this client's and the server's.
  static std::pair<int, int> connected_pair();

  void send(std::string_view bytes);
  /// Sends a request; its headers end lines with CRLF.
  void ask(std::string_view method, std::string_view target, std::string_view headers = {},
           std::string_view body = {});
  /// Waits for the head of an answer, and for its body if it has a length.
  WireAnswer answer();
  /// The answer, if its first byte has come.
  [[nodiscard]] bool answered();
  /// The next piece of a chunked body; nothing: it is complete.
  std::optional<std::string> chunk();

  /// Upgrades; the answer's status.
  int upgrade(std::string_view target, std::string_view headers = {});
  struct Frame {
    std::uint8_t opcode = 0;
    std::string payload;
  };
  void send_frame(std::uint8_t opcode, std::string_view payload);
  Frame frame();
  /// Waits for the end of the connection.
  void wait_for_end();

  void close();
  /// Breaks the connection instead of closing it.
  void reset();

 private:
  void need(std::size_t bytes);
  std::string take(std::size_t bytes);
  std::string take_line();
  bool receive();

  int socket_;
  std::string buffer_;
};

}  // namespace spotter::testing
