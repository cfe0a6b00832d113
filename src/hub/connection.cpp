#include "hub/connection.hpp"

#include "hub/buffers.hpp"

#include <spotter/base/text.hpp>
#include <spotter/hub/error_texts.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace spotter::hub {
namespace {

constexpr std::int64_t kProtocolVersionMax = 2;
constexpr std::string_view kHandshakeCancelled = "Handshake was canceled.";
constexpr std::string_view kHandshakeUnexpected =
    "An unexpected error occurred during connection handshake.";

/// Nothing for a handshake that we accept. Protocol names match in any case and are echoed as sent.
std::optional<std::string> handshake_error(const json::HandshakeRequest& request) {
  const std::string protocol(request.protocol);
  if (!equals_ignoring_case(protocol, "json")) {
    return "The protocol '" + protocol + "' is not supported.";
  }
  if (request.version > kProtocolVersionMax) {
    return "The server does not support version " + std::to_string(request.version) + " of the '" +
           protocol + "' protocol.";
  }
  return std::nullopt;
}

std::optional<Argument> bind(ArgumentType type, codec::JsonValue value) {
  switch (type) {
    case ArgumentType::string:
      if (const auto text = value.string()) return Argument(std::string(*text));
      break;
    case ArgumentType::text:
      if (value.type() == codec::JsonValue::Type::null) return Argument(std::string());
      if (const auto text = value.string()) return Argument(std::string(*text));
      break;
    case ArgumentType::integer:
      if (const auto integer = value.integer()) return Argument(*integer);
      break;
    case ArgumentType::boolean:
      if (const auto boolean = value.boolean()) return Argument(*boolean);
      break;
  }
  return std::nullopt;
}

/// The arguments as the method wants them; nothing when count or types differ.
std::optional<std::vector<Argument>> bind(const std::vector<ArgumentType>& types,
                                          codec::JsonValue values) {
  if (values.size() != types.size()) return std::nullopt;
  std::vector<Argument> arguments;
  arguments.reserve(types.size());
  values.for_each([&](codec::JsonValue value) {
    const std::size_t next = arguments.size();
    if (next == types.size()) return;
    // One that does not fit leaves the list short for good: the later ones meet the same type.
    if (auto argument = bind(types[next], value)) arguments.push_back(std::move(*argument));
  });
  if (arguments.size() != types.size()) return std::nullopt;
  return arguments;
}

}  // namespace

Connection::Connection(const Description& description, codec::JsonParser& parser, TimePoint now)
    : description_(description),
      parser_(parser),
      inbox_(description.settings.record_bytes_max),
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
    if (now - started_ >= settings.handshake_timeout) {
      refuse_handshake(Ending::handshake_timeout, kHandshakeCancelled);
    }
    return;
  }
  if (state_ != State::open) return;
  // A held loop reads nothing: what the client said meanwhile is not its fault.
  if (client_pings_ && !held() && now - last_record_ >= settings.client_timeout) {
    close(Ending::client_silent, json::Close::with_error);
    return;
  }
  if (now - last_ping_ < settings.keep_alive_interval) return;
  // A write that is under way keeps the client alive as well, and a ping would only queue up behind
  // it.
  last_ping_ = now;
  if (wire == Wire::free) json::write_ping(output_);
}

void Connection::abandon(Ending ending) {
  end(ending);
  output_ = std::string();
}

void Connection::end(Ending ending) {
  if (ended()) return;
  state_ = State::ended;
  ending_ = ending;
  inbox_.clear();
  held_.reset();
}

// ---- what the application says

void Connection::push(const GrowingMessage& message) {
  if (open()) message.append_record_to(output_);
}

void Connection::push(std::string_view target, std::string_view argument) {
  if (open()) json::write_push(output_, target, argument);
}

void Connection::complete(InvocationKey key) {
  const auto done = take_running(key);
  if (done && !done->id.empty()) json::write_completion(output_, done->id);
}

void Connection::fail(InvocationKey key, std::string_view error) {
  const auto done = take_running(key);
  if (done && !done->id.empty()) json::write_completion_error(output_, done->id, error);
}

void Connection::free_slot(InvocationKey key) {
  const auto found = std::find_if(running_.begin(), running_.end(),
                                  [key](const Running& running) { return running.key == key; });
  if (found == running_.end() || !found->holds_slot) return;
  found->holds_slot = false;
  --slots_taken_;
}

/// Nothing after the end.
std::optional<Connection::Running> Connection::take_running(InvocationKey key) {
  if (!open()) return std::nullopt;
  free_slot(key);
  const auto found = std::find_if(running_.begin(), running_.end(),
                                  [key](const Running& running) { return running.key == key; });
  assert(found != running_.end() && "an invocation was completed twice");
  if (found == running_.end()) return std::nullopt;
  Running done = std::move(*found);
  running_.erase(found);
  if (running_.empty()) running_.shrink_to_fit();
  return done;
}

void Connection::close(Ending ending, json::Close close) {
  if (state_ == State::handshake) refuse_handshake(ending, kHandshakeCancelled);
  if (!open()) return;
  json::write_close(output_, close);
  end(ending);
}

// ---- what to do

Connection::Step Connection::next(TimePoint now) {
  if (held_) {
    if (!resumable()) return Wait{};
    last_record_ = now;  // the client timeout stood still
    return start(*std::exchange(held_, std::nullopt));
  }
  while (!ended()) {
    std::string_view text;
    const RecordBuffer::Found found = inbox_.next(text);
    if (found == RecordBuffer::Found::nothing) break;
    if (found == RecordBuffer::Found::too_large) {
      on_oversized();
      break;
    }
    auto step = open() ? on_record(text, now) : on_handshake(text, now);
    if (step) return std::move(*step);
  }
  return Wait{};
}

void Connection::on_oversized() {
  if (open()) {
    close(Ending::protocol_error, json::Close::with_error);
  } else {
    refuse_handshake(Ending::handshake_failed, kHandshakeCancelled);
  }
}

// ---- handshake

std::optional<Connection::Step> Connection::on_handshake(std::string_view text, TimePoint now) {
  const auto request = json::parse_handshake(parser_, text);
  if (!request) {
    refuse_handshake(Ending::handshake_failed, kHandshakeUnexpected);
    return std::nullopt;
  }
  if (const auto error = handshake_error(*request)) {
    refuse_handshake(Ending::handshake_failed, *error);
    return std::nullopt;
  }
  state_ = State::open;
  last_ping_ = last_record_ = now;
  json::write_handshake_accepted(output_);
  return Open{};
}

void Connection::refuse_handshake(Ending ending, std::string_view error) {
  json::write_handshake_error(output_, error);
  end(ending);
}

// ---- records

std::optional<Connection::Step> Connection::on_record(std::string_view text, TimePoint now) {
  const auto record = json::parse_record(parser_, text);
  if (!record) {
    close(Ending::protocol_error, json::Close::with_error);
    return std::nullopt;
  }
  last_record_ = now;
  switch (record->kind) {
    case json::Kind::invocation:
    case json::Kind::stream_invocation:
      return on_invocation(*record);
    case json::Kind::ping:
      client_pings_ = true;
      break;
    case json::Kind::close:
      close(Ending::client_closed, json::Close::for_good);
      break;
    case json::Kind::other:
      break;
  }
  return std::nullopt;
}

/// Checks in the order of the reference: method, argument count and types, kind of invocation,
/// streams.
std::optional<Connection::Step> Connection::on_invocation(const json::Record& record) {
  const auto& methods = description_.methods;
  const auto method = std::find_if(methods.begin(), methods.end(), [&](const Method& candidate) {
    return equals_ignoring_case(candidate.name, record.target);
  });
  if (method == methods.end()) {
    refuse_invocation(record, unknown_method(record.target));
    return std::nullopt;
  }
  auto arguments = bind(method->arguments, record.arguments);
  if (!arguments) {
    refuse_invocation(record, binding_failed(record.target));
  } else if (record.kind == json::Kind::stream_invocation) {
    refuse_invocation(record, not_streaming(record.target));
  } else if (record.stream_count > 0) {
    refuse_invocation(record, unexpected_streams(record.target, record.stream_count));
  } else {
    Call call{static_cast<std::size_t>(method - methods.begin()), std::string(record.id),
              std::string(record.target), std::move(*arguments)};
    if (may_start(call)) return start(std::move(call));
    held_ = std::move(call);
    return Wait{};
  }
  return std::nullopt;
}

void Connection::refuse_invocation(const json::Record& record, std::string_view error) {
  if (!record.id.empty()) json::write_completion_error(output_, record.id, error);
}

const Method& Connection::method_of(const Call& call) const {
  return description_.methods[call.method];
}

bool Connection::may_start(const Call& call) const noexcept {
  if (running_.size() >= kRunningMax) return false;
  return method_of(call).slot == Slot::out_of_band ||
         slots_taken_ < description_.settings.parallel_invocations_max;
}

Invocation Connection::start(Call call) {
  const bool takes_slot = method_of(call).slot == Slot::takes_one;
  if (takes_slot) ++slots_taken_;
  const InvocationKey key = ++last_key_;
  running_.push_back(Running{key, std::move(call.id), takes_slot});
  return Invocation{key, call.method, std::move(call.arguments), std::move(call.target)};
}

}  // namespace spotter::hub
