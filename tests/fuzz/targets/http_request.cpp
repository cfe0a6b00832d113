#include "fuzz/check.hpp"
#include "server/http_connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

// All that a client sends on one connection, through the server's own parser, limits and rules. The
// first byte says in pieces of which size. Pieces make no difference to what is served; what the
// handler sees is within the limits, and its length beyond doubt; each answer is one of HTTP.
using namespace spotter;
using namespace spotter::server;

namespace {

constexpr std::size_t kBodyBytesMax = 1024;

/// Notes what it is asked, and answers with how much of it there was.
class Noting final : public Handler {
 public:
  explicit Noting(const Settings& settings) : settings_(settings) {}
  [[nodiscard]] std::size_t body_bytes_max(const Request& /*request*/) const noexcept override {
    return kBodyBytesMax;
  }
  Task<Answer> handle(const Request& request) override {
    fuzz::check(request.body.size() <= kBodyBytesMax, "a body is within its limit");
    fuzz::check(request.method.size() + request.target.size() <= settings_.request_line_bytes_max,
                "so is the first line");
    std::size_t bytes = 0;
    for (const auto& [name, value] : request.headers) {
      bytes += name.size() + value.size();
      fuzz::check(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
                  "a header is one line");
    }
    fuzz::check(bytes <= settings_.header_section_bytes_max, "so are the headers");
    const bool two_lengths =
        request.has_header("Content-Length") && request.has_header("Transfer-Encoding");
    fuzz::check(!two_lengths, "a body has one length");
    seen.push_back(request.method + ' ' + request.target + '\n' + request.body);
    Response response;
    response.body = std::to_string(request.body.size());
    co_return response;
  }
  Response refuse(const Request& /*request*/, int status, std::string_view why) override {
    fuzz::check(status >= 400 && status < 600, "a refusal is one");
    seen.push_back("refused " + std::to_string(status));
    Response response;
    response.status = status;
    response.body = why;
    return response;
  }
  std::vector<std::string> seen;

 private:
  const Settings& settings_;
};

struct Exchange {
  std::vector<std::string> seen;
  std::string answers;
};

void take_answers(int socket, std::string& into) {
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t bytes = ::recv(socket, piece.data(), piece.size(), MSG_DONTWAIT);
    if (bytes <= 0) return;
    into.append(piece.data(), static_cast<std::size_t>(bytes));
  }
}

Exchange talk(std::string_view input, std::size_t piece_bytes) {
  std::array<int, 2> ends{};
  fuzz::check(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0, "there are sockets");
  Exchange exchange;
  {
    asio::io_context context(1);
    Settings settings;
    const Networks nobody({"10.0.0.0/8"});
    Noting handler(settings);
    std::array<char, 16384> buffer{};
    const auto fail = [](std::exception_ptr) { fuzz::check(false, "nothing is thrown"); };
    ConnectionServices services{settings,
                                nobody,
                                handler,
                                [] { return std::string("id"); },
                                [&](std::exception_ptr bug, const std::string&) { fail(bug); },
                                {fail, buffer}};
    TcpSocket socket(context.get_executor());
    socket.assign(asio::ip::tcp::v4(), ends[0]);
    auto connection = make_http_connection(PlainStream(std::move(socket)), "10.0.0.1", services);
    bool over = false;
    asio::co_spawn(context, connection->run(), [&](std::exception_ptr bug) {
      fuzz::check(!bug, "nothing is thrown");
      over = true;
    });
    while (!input.empty() && !over) {
      const auto piece = input.substr(0, piece_bytes);
      input.remove_prefix(piece.size());
      if (::send(ends[1], piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) break;
      context.restart();
      context.poll();
      take_answers(ends[1], exchange.answers);
    }
    ::shutdown(ends[1], SHUT_WR);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!over) {
      fuzz::check(std::chrono::steady_clock::now() < until, "a connection ends with its client");
      context.restart();
      context.run_one_for(std::chrono::milliseconds(10));
      take_answers(ends[1], exchange.answers);
    }
    connection.reset();
    context.restart();
    context.poll();
    exchange.seen = std::move(handler.seen);
  }
  take_answers(ends[1], exchange.answers);
  ::close(ends[1]);
  return exchange;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.empty()) return 0;
  // Each piece is a handful of system calls: not thousands of them.
  constexpr std::size_t kPiecesMax = 64;
  const std::size_t piece = std::max<std::size_t>(1 + static_cast<unsigned char>(input.front()),
                                                  (input.size() + kPiecesMax - 1) / kPiecesMax);
  Exchange whole = talk(input.substr(1), input.size());
  fuzz::check(whole.answers.empty() || whole.answers.starts_with("HTTP/1."), "answers are HTTP");
  Exchange cut = talk(input.substr(1), piece);
  // What comes before our 101 spoils an upgrade, and only what comes at once comes before it.
  for (const auto& seen : {whole.seen, cut.seen}) {
    if (std::find(seen.begin(), seen.end(), "refused 426") != seen.end()) return 0;
  }
  // Which fault is found first in a line that is none may differ: what is served may not.
  for (auto* seen : {&whole.seen, &cut.seen})
    std::erase_if(*seen, [](const std::string& one) { return one.starts_with("refused "); });
  fuzz::check(whole.seen == cut.seen, "pieces make no difference");
  return 0;
}
