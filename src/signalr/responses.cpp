#include "signalr/responses.hpp"

#include <spotter/base/text.hpp>

#include <utility>

namespace spotter::signalr {
namespace {

constexpr std::string_view kNone = "No Connection with that ID";
constexpr std::string_view kOfAnotherInstance =
    "No Connection with that ID: another instance has it. Route each client to one instance, or "
    "use WebSockets.";

server::Response bytes(std::string body) {
  server::Response response;
  response.headers = {{"Content-Type", "application/octet-stream"}};
  response.body = std::move(body);
  return response;
}

/// Parameters do not count: only the plain name asks for events.
bool accepts_events(std::string_view accept) {
  while (!accept.empty()) {
    const auto comma = accept.find(',');
    if (equals_ignoring_case(trimmed(accept.substr(0, comma)), "text/event-stream")) return true;
    accept = comma == std::string_view::npos ? std::string_view{} : accept.substr(comma + 1);
  }
  return false;
}

}  // namespace

TransportKind transport_of(const server::Request& request) {
  if (request.wants_websocket) return TransportKind::web_sockets;
  return accepts_events(request.header_list("Accept")) ? TransportKind::server_sent_events
                                                       : TransportKind::long_polling;
}

server::Response text(int status, std::string_view sentence) {
  server::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = sentence;
  return response;
}

server::Response come_back_later(Duration wait) {
  server::Response response;
  response.status = 503;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  response.headers = {{"Retry-After", std::to_string(seconds)}, {"Cache-Control", "no-store"}};
  return response;
}

server::Response refusal(Connections::Outcome outcome) {
  using Outcome = Connections::Outcome;
  switch (outcome) {
    case Outcome::done:
      return text(200);
    case Outcome::gone:
      return text(404, kNone);
    case Outcome::in_use:
      return text(409);
    case Outcome::other_transport:
      return text(400, "Cannot change transports mid-connection");
    case Outcome::sockets_only:
      return text(405, "POST requests are not allowed for WebSocket connections.");
    case Outcome::not_polling:
      return text(400, "Cannot terminate this connection using the DELETE endpoint.");
    case Outcome::cut_off:
      return text(404);
    case Outcome::full:
    case Outcome::draining:
      return come_back_later();
  }
  return text(500);
}

server::Response not_offered(TransportKind transport) {
  return text(404,
              std::string(name_of(transport)) + " transport not supported by this end point type");
}

server::Response of_another_instance() {
  return text(404, kOfAnotherInstance);
}

server::Response poll_answer(Connections::Polled polled) {
  if (polled.outcome != Connections::Outcome::done) return refusal(polled.outcome);
  if (!polled.bytes.empty()) return bytes(std::move(polled.bytes));
  return text(polled.over ? 204 : 200);
}

server::Response first_poll_answer() {
  return bytes({});
}

void forbid_caching(server::Response& response) {
  std::erase_if(response.headers,
                [](const server::Header& header) { return header.first == "Cache-Control"; });
  response.headers.emplace_back("Cache-Control", "no-cache, no-store");
  response.headers.emplace_back("Pragma", "no-cache");
  response.headers.emplace_back("Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
}

server::StreamedResponse event_stream(server::WriteBody body) {
  server::StreamedResponse response;
  response.headers = {{"Content-Type", "text/event-stream"},
                      {"Cache-Control", "no-cache,no-store"},
                      {"Pragma", "no-cache"},
                      {"Content-Encoding", "identity"}};
  response.body = std::move(body);
  return response;
}

}  // namespace spotter::signalr
