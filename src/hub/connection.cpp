#include "hub/connection.hpp"

#include "hub/handshake.hpp"
#include "hub/json_protocol.hpp"
#include "hub/messagepack_protocol.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

// What happens to a connection, its handshake, and what the application says. What its records mean
// is in records.cpp.
namespace spotter::hub {
namespace {

constexpr std::int64_t kProtocolVersionMax = 2;
/// The version that permits stateful reconnect.
constexpr std::int64_t kStatefulVersion = 2;
constexpr std::string_view kHandshakeCancelled = "Handshake was canceled.";
constexpr std::string_view kHandshakeUnexpected =
    "An unexpected error occurred during connection handshake.";

}  // namespace

Connection::Connection(const Description& description, Peer peer, codec::JsonParser& parser,
                       TimePoint now)
    : description_(description),
      peer_(peer),
      parser_(parser),
      inbox_(description.settings.record_bytes_max),
      outbox_(description.settings.unacknowledged_bytes_max),
      uploads_({description.settings.upload_items_max, description.settings.upload_bytes_max}),
      started_(now),
      last_ping_(now),
      last_record_(now) {
  assert(description.settings.parallel_invocations_max > 0);
}

// ---- what happened

void Connection::on_bytes(std::string_view bytes) {
  if (!ended()) inbox_.append(bytes);
}

void Connection::on_tick(TimePoint now, Wire wire) {
  const Settings& settings = description_.settings;
  if (state_ == State::handshake) {
    if (now - started_ >= settings.handshake_timeout)
      refuse_handshake(Ending::handshake_timeout, kHandshakeCancelled);
    return;
  }
  if (state_ != State::open) return;
  if (away_since_) {
    if (now - *away_since_ >= settings.away_max) abandon(Ending::connection_lost);
    return;
  }
  // A held loop reads nothing: what the client said meanwhile is not its fault. But one that waits
  // for the client's acks is.
  const bool waits_for_us = held() && !outbox_.blocked();
  if (client_pings_ && !waits_for_us && now - last_record_ >= settings.client_timeout) {
    close_with_error(Ending::client_silent,
                     {"OperationCanceledException",
                      "Client hasn't sent a message/ping within the configured "
                      "ClientTimeoutInterval."});
    return;
  }
  if (outbox_.keeps() && highest_ > acknowledged_) {
    acknowledged_ = highest_;
    outbox_.add_uncounted([&](std::string& out) { protocol_->write_ack(out, acknowledged_); });
  }
  if (!peer_.pings || now - last_ping_ < settings.keep_alive_interval) return;
  // A write that is under way keeps the client alive as well, and a ping would only queue up behind
  // it.
  last_ping_ = now;
  if (wire == Wire::free)
    outbox_.add_uncounted([&](std::string& out) { protocol_->write_ping(out); });
}

TimePoint Connection::next_due() const noexcept {
  const Settings& settings = description_.settings;
  if (state_ == State::handshake) return started_ + settings.handshake_timeout;
  if (state_ != State::open) return TimePoint::max();
  if (away_since_) return *away_since_ + settings.away_max;
  if (outbox_.keeps() && highest_ > acknowledged_) return TimePoint::min();
  TimePoint due = TimePoint::max();
  if (client_pings_) due = last_record_ + settings.client_timeout;
  if (peer_.pings) due = std::min<TimePoint>(due, last_ping_ + settings.keep_alive_interval);
  return due;
}

void Connection::abandon(Ending ending) {
  if (!ended() && ending == Ending::client_closed && open() && inbox_.size() > 0)
    ending_error_ = "Connection terminated while reading a message.";
  end(ending);
  outbox_.clear();
}

void Connection::leave(TimePoint now) {
  assert(can_reconnect());
  away_since_ = now;
  outbox_.leave();
  // The client says again what has not been acknowledged, half records included.
  inbox_.clear();
  peeked_ = 0;
}

void Connection::come_back(TimePoint now) {
  if (!can_reconnect()) return;
  if (!away_since_) leave(now);
  away_since_.reset();
  last_ping_ = last_record_ = now;
  outbox_.come_back(*protocol_);
}

void Connection::end(Ending ending) {
  if (ended()) return;
  state_ = State::ended;
  ending_ = ending;
  inbox_.clear();
  uploads_.clear();
  held_call_.reset();
  held_item_.reset();
}

// ---- what the application says

void Connection::push(const GrowingMessage& message) {
  if (open()) outbox_.add([&](std::string& out) { message.append_record_to(out); });
}

void Connection::push(std::string_view target, std::string_view argument) {
  if (!open()) return;
  const std::string arguments = std::string("[").append(argument).append("]");
  outbox_.add([&](std::string& out) { protocol_->write_invocation(out, "", target, arguments); });
}

void Connection::item(InvocationKey key, std::string_view json) {
  Running* running = open() ? find_running(key) : nullptr;
  if (running == nullptr || running->cancelled) return;
  running->said_items = true;
  outbox_.add([&](std::string& out) { protocol_->write_item(out, running->id, json); });
}

void Connection::complete(InvocationKey key) {
  const auto done = take_running(key);
  if (!done || done->id.empty()) return;
  outbox_.add([&](std::string& out) {
    if (done->answers == Answers::stream) {
      protocol_->write_stream_end(out, done->id);
    } else {
      protocol_->write_result(out, done->id, Json{"null"});
    }
  });
}

void Connection::complete(InvocationKey key, const Json& result) {
  const auto done = take_running(key);
  assert(!done || done->answers == Answers::once);
  if (!done || done->id.empty()) return;
  outbox_.add([&](std::string& out) { protocol_->write_result(out, done->id, result); });
}

void Connection::fail(InvocationKey key, const Failure& failure) {
  const auto done = take_running(key);
  if (!done || done->id.empty()) return;
  const Errors errors = description_.settings.errors;
  outbox_.add([&](std::string& out) {
    if (done->cancelled) {
      protocol_->write_stream_end(out, done->id);
    } else {
      protocol_->write_error(out, done->id,
                             done->said_items ? stream_failed(failure, errors)
                                              : method_failed(done->target, failure, errors));
    }
  });
}

void Connection::free_slot(InvocationKey key) {
  Running* running = find_running(key);
  if (running == nullptr || !running->holds_slot) return;
  running->holds_slot = false;
  --slots_taken_;
}

Connection::ClientCall Connection::ask(InvocationKey on_behalf, std::string_view target,
                                       std::string_view argument) {
  if (!open() || asked_.size() >= Client::kClientCallsMax) return 0;
  Asked asked{++last_call_, on_behalf, false};
  // While the client thinks, its other calls run.
  if (Running* running = find_running(on_behalf)) {
    asked.lent_slot = running->holds_slot;
    free_slot(on_behalf);
  }
  asked_.push_back(asked);
  // The prefix keeps them apart from the ids that the client draws for its uploads.
  const std::string id = "s" + std::to_string(asked.call);
  const std::string arguments = std::string("[").append(argument).append("]");
  outbox_.add([&](std::string& out) { protocol_->write_invocation(out, id, target, arguments); });
  return asked.call;
}

std::optional<UploadItem> Connection::take_item(InvocationKey key, std::size_t upload) {
  return uploads_.take(key, upload);
}

Connection::Running* Connection::find_running(InvocationKey key) noexcept {
  const auto found = std::find_if(running_.begin(), running_.end(),
                                  [key](const Running& running) { return running.key == key; });
  return found == running_.end() ? nullptr : &*found;
}

bool Connection::runs(InvocationKey key) const noexcept {
  return std::any_of(running_.begin(), running_.end(),
                     [key](const Running& running) { return running.key == key; });
}

/// Nothing after the end.
std::optional<Connection::Running> Connection::take_running(InvocationKey key) {
  if (!open()) return std::nullopt;
  free_slot(key);
  Running* found = find_running(key);
  assert(found != nullptr && "an invocation was completed twice");
  if (found == nullptr) return std::nullopt;
  Running done = std::move(*found);
  running_.erase(running_.begin() + (found - running_.data()));
  if (running_.empty()) running_.shrink_to_fit();
  uploads_.close(key);
  return done;
}

void Connection::fail_to_open() {
  if (!open()) return;
  const Failure failure{"InvalidOperationException", "The connection was not accepted."};
  const std::string error = closed_with_error(failure, description_.settings.errors);
  outbox_.add_uncounted(
      [&](std::string& out) { protocol_->write_close(out, Close::for_good, error); });
  end(Ending::server_closed);
}

void Connection::close(Ending ending, Close close) {
  if (state_ == State::handshake) refuse_handshake(ending, kHandshakeCancelled);
  if (!open()) return;
  outbox_.flush();
  outbox_.add_uncounted([&](std::string& out) { protocol_->write_close(out, close, ""); });
  end(ending);
}

void Connection::close_with_error(Ending ending, const Failure& failure) {
  if (state_ == State::handshake) refuse_handshake(ending, kHandshakeCancelled);
  if (!open()) return;
  const std::string error = closed_with_error(failure, description_.settings.errors);
  outbox_.add_uncounted(
      [&](std::string& out) { protocol_->write_close(out, Close::come_back, error); });
  ending_error_ = failure.message;
  end(ending);
}

// ---- handshake

std::optional<Connection::Step> Connection::on_handshake(std::string_view text, TimePoint now) {
  const auto request = parse_handshake(parser_, text);
  if (!request) {
    std::string error(kHandshakeUnexpected);
    if (description_.settings.errors == Errors::detailed)
      error.append(" InvalidDataException: ").append(request.error().note);
    refuse_handshake(Ending::handshake_failed, error);
    return std::nullopt;
  }
  if (const auto error = choose_protocol(request->protocol, request->version)) {
    refuse_handshake(Ending::handshake_failed, *error);
    return std::nullopt;
  }
  if (peer_.stateful && request->version >= kStatefulVersion) outbox_.keep_unacknowledged();
  state_ = State::open;
  version_ = request->version;
  format_ = protocol_->format();
  last_ping_ = last_record_ = now;
  outbox_.add_uncounted([](std::string& out) { write_handshake_accepted(out); });
  return Open{};
}

/// Names match in any case and are echoed as sent. Answers why there is none.
std::optional<std::string> Connection::choose_protocol(std::string_view name,
                                                       std::int64_t version) {
  std::unique_ptr<Protocol> protocol;
  if (equals_ignoring_case(name, "json")) {
    protocol = std::make_unique<JsonProtocol>(parser_);
  } else if (equals_ignoring_case(name, "messagepack")) {
    protocol = std::make_unique<MessagePackProtocol>(parser_);
  } else {
    return "The protocol '" + std::string(name) + "' is not supported.";
  }
  if (version > kProtocolVersionMax) {
    return "The server does not support version " + std::to_string(version) + " of the '" +
           std::string(name) + "' protocol.";
  }
  if (protocol->format() == Format::binary && !peer_.binary) {
    return "Cannot use the '" + std::string(name) +
           "' protocol on the current transport. The transport does not support 'Binary' transfer "
           "format.";
  }
  protocol_ = std::move(protocol);
  return std::nullopt;
}

void Connection::refuse_handshake(Ending ending, std::string_view error) {
  outbox_.add_uncounted([&](std::string& out) { write_handshake_error(out, error); });
  end(ending);
}

}  // namespace spotter::hub
