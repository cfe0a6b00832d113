#include "support/wire_client.hpp"

#include "support/loop.hpp"

#include <spotter/base/text.hpp>

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace spotter::testing {

std::string WireAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equals_ignoring_case(key, name)) return value;
  }
  return {};
}

WireClient::WireClient(int socket) : socket_(socket) {}

WireClient::~WireClient() {
  close();
}

std::pair<int, int> WireClient::connected_pair() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* where = reinterpret_cast<sockaddr*>(&address);
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int mine = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::bind(listener, where, size) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, where, &size) != 0 || ::connect(mine, where, size) != 0) {
    throw std::runtime_error("no loopback");
  }
  const int theirs = ::accept(listener, nullptr, nullptr);
  ::close(listener);
  return {mine, theirs};
}

void WireClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the server does not take it");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void WireClient::ask(std::string_view method, std::string_view target, std::string_view headers,
                     std::string_view body) {
  std::string request(method);
  request.append(" ").append(target).append(" HTTP/1.1\r\nHost: x\r\n").append(headers);
  if (method == "POST") {
    request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  send(request.append("\r\n").append(body));
}

/// Waits for more; false: the connection ended.
bool WireClient::receive() {
  pollfd waiting{socket_, POLLIN, 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience).count();
  if (::poll(&waiting, 1, static_cast<int>(patience)) <= 0) {
    throw std::runtime_error("nothing came; there was: " + buffer_);
  }
  std::array<char, 65536> bytes{};
  const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

bool WireClient::answered() {
  pollfd waiting{socket_, POLLIN, 0};
  return !buffer_.empty() || ::poll(&waiting, 1, 0) > 0;
}

void WireClient::need(std::size_t bytes) {
  while (buffer_.size() < bytes) {
    if (!receive()) throw std::runtime_error("the connection ended; there was: " + buffer_);
  }
}

std::string WireClient::take(std::size_t bytes) {
  need(bytes);
  std::string taken = buffer_.substr(0, bytes);
  buffer_.erase(0, bytes);
  return taken;
}

std::string WireClient::take_line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos)
    need(buffer_.size() + 1);
  std::string line = take(end + 2);
  line.resize(end);
  return line;
}

WireAnswer WireClient::answer() {
  WireAnswer answer;
  answer.status = std::atoi(take_line().substr(9, 3).c_str());
  for (std::string line = take_line(); !line.empty(); line = take_line()) {
    const auto colon = line.find(": ");
    answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const std::string length = answer.header("Content-Length");
  if (!length.empty()) answer.body = take(std::stoul(length));
  return answer;
}

std::optional<std::string> WireClient::chunk() {
  const std::size_t size = std::stoul(take_line(), nullptr, 16);
  std::string bytes = take(size);
  take(2);
  if (size == 0) return std::nullopt;
  return bytes;
}

int WireClient::upgrade(std::string_view target, std::string_view headers) {
  std::string all =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  ask("GET", target, all.append(headers));
  return answer().status;
}

void WireClient::send_frame(std::uint8_t opcode, std::string_view payload) {
  std::string frame;
  frame.push_back(static_cast<char>(0x80U | opcode));
  if (payload.size() < 126) {
    frame.push_back(static_cast<char>(0x80U | payload.size()));
  } else {
    frame.push_back(static_cast<char>(0x80U | 126U));
    frame.push_back(static_cast<char>(payload.size() >> 8U));
    frame.push_back(static_cast<char>(payload.size() & 0xFFU));
  }
  frame.append(4, '\0');  // a mask that changes nothing
  send(frame.append(payload));
}

WireClient::Frame WireClient::frame() {
  Frame frame;
  const std::string head = take(2);
  frame.opcode = static_cast<std::uint8_t>(head[0]) & 0x0FU;
  std::size_t size = static_cast<std::uint8_t>(head[1]) & 0x7FU;
  if (size >= 126) {
    const std::string more = take(size == 126 ? 2 : 8);
    size = 0;
    for (const char byte : more)
      size = (size << 8U) | static_cast<std::uint8_t>(byte);
  }
  frame.payload = take(size);
  return frame;
}

void WireClient::wait_for_end() {
  while (receive())
    buffer_.clear();
}

void WireClient::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void WireClient::reset() {
  const linger hard{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close();
}

}  // namespace spotter::testing
