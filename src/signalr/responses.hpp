#pragma once

#include <spotter/server/http.hpp>
#include <spotter/signalr/connections.hpp>

#include <string>
#include <string_view>

namespace spotter::signalr {

/// The transport that a GET asks for.
TransportKind transport_of(const server::Request& request);

/// What the hub routes answer, word for word as the reference server does.

/// A status and a sentence for people, as text/plain; most have none.
server::Response text(int status, std::string_view sentence = {});
/// Another instance, or this one after its restart, will answer.
/// 503, with Retry-After.
server::Response come_back_later(Duration wait = std::chrono::seconds(5));
/// The answer to who gets nothing else; not for Outcome::done.
server::Response refusal(Connections::Outcome outcome);
server::Response not_offered(TransportKind transport);
/// The connection is one of another instance, which a poll, a POST or an event stream cannot reach
/// from here.
server::Response of_another_instance();
/// What a poll came to.
server::Response poll_answer(Connections::Polled polled);
/// The first poll's, which opened the connection.
server::Response first_poll_answer();
/// Nobody may keep the answer to a poll.
void forbid_caching(server::Response& response);
/// The head of an event stream.
server::StreamedResponse event_stream(server::WriteBody body);

}  // namespace spotter::signalr
