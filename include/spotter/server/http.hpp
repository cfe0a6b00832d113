#pragma once

#include <spotter/shard/task.hpp>
#include <spotter/telemetry/trace.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace spotter::server {

/// A header name and its value.
using Header = std::pair<std::string, std::string>;

/// Whoever waits for an answer.
class Caller {
 public:
  virtual ~Caller() = default;
  /// Calls `on_gone` once when the client ends the connection, or it breaks or is dropped, before
  /// its answer is complete; at once when that has happened already. Replaces what was asked for
  /// before; empty: nobody wants to know any more. Bytes that arrive meanwhile are kept for the
  /// next request, 16 KiB of them: who sends more is found gone only when a write fails.
  virtual void watch(std::function<void()> on_gone) = 0;
};

/// One request, complete with its body. Lives until its answer has been written.
struct Request {
  std::string method;  ///< as sent: "GET"
  std::string target;  ///< path and query as sent; never log the query
  std::vector<Header> headers;
  std::string body;
  std::string peer;  ///< the client's address; behind a trusted proxy the one that it names
  /// Also answered as X-Request-Id: the client's, if it sent one of 1 to 64 letters, digits and
  /// "._-", else ours, unique among all processes.
  std::string request_id;
  bool secure = false;           ///< came by TLS of ours
  bool wants_websocket = false;  ///< a valid WebSocket upgrade (version 13)
  Caller* caller = nullptr;      ///< lives as long as the request; null where there is none
  /// Ends when the answer has been written; whoever finds out what the request is begins it. Null,
  /// or empty: nobody traces this one.
  telemetry::Span* span = nullptr;

  /// The first header of that name in any case; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
  /// All headers of that name as one list (RFC 9110, 5.3), for those that are lists: a proxy may
  /// add a line of its own. Empty when absent.
  [[nodiscard]] std::string header_list(std::string_view name) const;
  /// Whether there is one at all.
  [[nodiscard]] bool has_header(std::string_view name) const noexcept;
  /// What the client says that this belongs to (`traceparent`); invalid: nothing, or nonsense.
  [[nodiscard]] telemetry::SpanContext trace_context() const;
  /// For what is done for this request.
  [[nodiscard]] telemetry::SpanParent trace() const {
    return span != nullptr ? span->parent() : telemetry::SpanParent();
  }
};

/// An answer. Content-Length, Connection, Date and X-Request-Id are the server's business; the body
/// of an answer to HEAD is counted and not sent.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
};

/// Takes the body of an answer that is sent while it is being made. All calls on its shard.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  /// Sends the next bytes; the system has taken them when it returns, so whoever waits for it keeps
  /// the client's pace. One at a time; the bytes stay valid until it returns. Errors: reset (the
  /// client is gone, or took nothing for Settings::write_timeout); so is every later call.
  virtual Task<Result<void>> write(std::string_view bytes) = 0;
};

/// Makes the body. Everything it started has ended when it returns. An exception is a bug: the
/// connection is dropped, so that the client sees a cut body.
using WriteBody = std::function<Task<void>(BodyWriter&)>;

/// An answer whose body comes in pieces: chunked, or up to the end of the connection for HTTP/1.0.
/// `body` may never be called: the client may be gone, or have asked with HEAD.
struct StreamedResponse {
  int status = 200;
  std::vector<Header> headers;
  WriteBody body;
};

enum class Opcode { text, binary };

/// An open WebSocket. One read, one write and one ping at a time, close counts as neither; all
/// calls on its shard.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  /// Appends what has arrived: at least a byte, at most 16 KiB; message boundaries are not kept.
  /// Errors: closed (close frame), reset (it broke), malformed (not WebSocket, not UTF-8).
  virtual Task<Result<std::size_t>> read(std::string& into) = 0;
  /// Writes one message. The bytes stay valid until it returns.
  virtual Task<Result<void>> write(std::string_view bytes, Opcode opcode) = 0;
  /// The same; what cannot be said at once is to be awaited.
  virtual std::variant<Result<void>, Task<Result<void>>> begin_write(std::string_view bytes,
                                                                     Opcode opcode) {
    return write(bytes, opcode);
  }
  /// Sends a close frame with code 1000 and waits for the peer's, Settings::close_timeout at most.
  virtual Task<void> close() = 0;
  /// Whether the peer is still there: sends a ping frame, and waits for a pong, or whatever else
  /// comes after the call, `patience` at most. A connection that ends, or is being closed by either
  /// side, is not there. The ping waits behind a write under way: a peer that takes nothing is not
  /// there, either. Only a read hears what comes; if none was under way when this began and nothing
  /// came later, the answer is yes.
  virtual Task<bool> ping(Duration patience) = 0;
  /// Drops the connection; whatever is under way returns with an error. Any time, repeatedly.
  virtual void abort() noexcept = 0;
  /// `told` is called when the peer's close frame comes, which read() may say only when the peer
  /// has ended TCP as well. Before the first read.
  virtual void on_close_frame(std::function<void()> told) = 0;
};

/// Serves the WebSocket until it is over. Everything it started has ended when it returns.
using ServeWebSocket = std::function<Task<void>(WebSocket&)>;
struct Upgrade {
  ServeWebSocket serve;
};

using Answer = std::variant<Response, StreamedResponse, Upgrade>;

/// What the server's owner does with requests. One per shard; calls come from its shard. An
/// exception is a bug: it is reported and answered with 500.
class Handler {
 public:
  virtual ~Handler() = default;
  /// The largest body that this request may bring; asked after its headers, more is answered with
  /// 413.
  [[nodiscard]] virtual std::size_t body_bytes_max(const Request& request) const noexcept = 0;
  /// Answers. An Upgrade is only allowed if request.wants_websocket. The request lives until it
  /// returns.
  virtual Task<Answer> handle(const Request& request) = 0;
  /// The answer to a request that the server itself refuses, in the house's error format.
  virtual Response refuse(const Request& request, int status, std::string_view why) = 0;
};

/// The reason phrase of RFC 9110, such as "Not Found"; "Unknown" for codes without one.
std::string_view reason_phrase(int status) noexcept;

}  // namespace spotter::server
