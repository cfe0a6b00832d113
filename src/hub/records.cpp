#include "hub/binding.hpp"
#include "hub/connection.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <utility>

// What the records of the client mean.
namespace spotter::hub {
namespace {

/// Whether records of that kind are numbered under stateful reconnect.
bool counts(Kind kind) noexcept {
  switch (kind) {
    case Kind::invocation:
    case Kind::stream_item:
    case Kind::completion:
    case Kind::stream_invocation:
    case Kind::cancel_invocation:
      return true;
    case Kind::ping:
    case Kind::close:
    case Kind::ack:
    case Kind::sequence:
    case Kind::other:
      break;
  }
  return false;
}

bool has_long_id(const Record& record) noexcept {
  const auto is_long = [](std::string_view id) { return id.size() > Connection::kIdBytesMax; };
  return is_long(record.id) ||
         std::any_of(record.upload_ids.begin(), record.upload_ids.end(), is_long);
}

}  // namespace

Connection::Step Connection::next(TimePoint now) {
  if (held()) {
    if (outbox_.blocked()) look_for_acks();
    if (!resumable()) return Wait{};
    last_record_ = now;  // the client timeout stood still
    peeked_ = 0;
    if (held_call_) return start(std::move(*std::exchange(held_call_, nullptr)));
    HeldItem held = std::move(*std::exchange(held_item_, nullptr));
    if (auto step = put_item(held.upload_id, std::move(held.item))) return std::move(*step);
  }
  while (!ended()) {
    if (auto step = go_on(now)) return std::move(*step);
  }
  return Wait{};
}

/// What is held may wait for room that only an ack behind it can give.
void Connection::look_for_acks() {
  std::string_view bytes;
  while (inbox_.peek(protocol_->framing(), peeked_, bytes)) {
    const auto record = protocol_->parse(bytes);
    // It is looked at again, with all the rest, when its turn comes.
    if (record && record->kind == Kind::ack) outbox_.acknowledge(record->sequence_id);
  }
}

/// One record, if there is one. Nothing: it asked for no step.
std::optional<Connection::Step> Connection::go_on(TimePoint now) {
  const Framing framing = open() ? protocol_->framing() : Framing::end_mark;
  std::string_view bytes;
  const RecordBuffer::Found found = inbox_.next(framing, bytes);
  if (found == RecordBuffer::Found::nothing) return Wait{};
  if (found != RecordBuffer::Found::record) {
    on_unreadable(found);
    return Wait{};
  }
  return open() ? on_record(bytes, now) : on_handshake(bytes, now);
}

void Connection::on_unreadable(RecordBuffer::Found found) {
  if (!open()) {
    refuse_handshake(Ending::handshake_failed, "Handshake was canceled.");
    return;
  }
  std::string why = "Messages over 2GB in size are not supported.";
  if (found == RecordBuffer::Found::too_large) {
    why = "The maximum message size of " + std::to_string(description_.settings.record_bytes_max) +
          "B was exceeded. The message size can be configured in AddHubOptions.";
  }
  close_with_error(Ending::protocol_error, {"InvalidDataException", std::move(why)});
}

std::optional<Connection::Step> Connection::on_record(std::string_view bytes, TimePoint now) {
  const auto record = protocol_->parse(bytes);
  const bool long_id = record && has_long_id(*record);
  if (!record || long_id) {
    const std::string_view why = long_id ? "an id that is too long" : record.error().note;
    close_with_error(Ending::protocol_error, {"InvalidDataException", std::string(why)});
    return std::nullopt;
  }
  last_record_ = now;
  outbox_.begin();
  if (outbox_.keeps() && is_repeated(*record)) return std::nullopt;
  return do_record(*record);
}

std::optional<Connection::Step> Connection::do_record(const Record& record) {
  switch (record.kind) {
    case Kind::invocation:
    case Kind::stream_invocation:
      return on_invocation(record);
    case Kind::stream_item:
      return on_item(record);
    case Kind::completion:
      return on_completion(record);
    case Kind::cancel_invocation:
      return on_cancel(record);
    case Kind::ping:
      client_pings_ = true;
      break;
    case Kind::close: {
      std::string error(record.error.value_or(""));  // lies in what closing gives back
      close(Ending::client_closed, Close::for_good);
      ending_error_ = std::move(error);
      break;
    }
    case Kind::ack:
      outbox_.acknowledge(record.sequence_id);
      break;
    case Kind::sequence:
      if (outbox_.keeps()) on_sequence(record.sequence_id);
      break;
    case Kind::other:
      break;
  }
  return std::nullopt;
}

// ---- stateful reconnect

/// Numbers the record. True: it had been here before the transport was lost.
bool Connection::is_repeated(const Record& record) {
  if (!counts(record.kind)) return false;
  const std::int64_t number = expected_++;
  if (number <= highest_) return true;
  highest_ = number;
  return false;
}

void Connection::on_sequence(std::int64_t number) {
  // It may be further than what came over this transport: the client says no more than was
  // acknowledged over the one before, where this one was lost in the middle of a repetition.
  if (number < 1 || number > highest_ + 1) {
    close_with_error(Ending::protocol_error,
                     {"InvalidOperationException",
                      "Sequence ID greater than amount of messages we've received."});
    return;
  }
  expected_ = number;
}

// ---- invocations

std::optional<Connection::Step> Connection::on_invocation(const Record& record) {
  const auto& methods = description_.methods;
  const auto method = std::find_if(methods.begin(), methods.end(), [&](const Method& candidate) {
    return equals_ignoring_case(candidate.name, record.target);
  });
  if (method == methods.end()) {
    refuse_invocation(record, unknown_method(record.target));
    return std::nullopt;
  }
  auto arguments = bind(method->arguments, record.value, record.packed);
  const auto fault = fault_in(*method, record);
  if (record.value.size() == method->arguments.size() && !arguments) {
    refuse_invocation(record, wrong_types(record.target, description_.settings.errors));
    return std::nullopt;
  }
  if (fault) {
    refuse_invocation(record, *fault);
    return std::nullopt;
  }
  Call call{static_cast<std::size_t>(method - methods.begin()),
            std::string(record.id),
            std::string(record.target),
            std::move(*arguments),
            {}};
  call.upload_ids.assign(record.upload_ids.begin(), record.upload_ids.end());
  if (may_start(call)) return start(std::move(call));
  held_call_ = std::make_unique<Call>(std::move(call));
  return Wait{};
}

/// Checks in the order of the reference; the types of the arguments, which come after their number,
/// are bound by the caller.
std::optional<std::string> Connection::fault_in(const Method& method, const Record& record) {
  const bool asks_stream = record.kind == Kind::stream_invocation;
  const std::size_t sent = record.value.size();
  if (sent != method.arguments.size())
    return wrong_count(record.target, sent, method.arguments.size(), description_.settings.errors);
  if (method.callers == Callers::authorised && !peer_.authorised)
    return unauthorised(record.target);
  if (asks_stream && method.answers == Answers::once) return not_streaming(record.target);
  if (!asks_stream && method.answers == Answers::stream) return only_streaming(record.target);
  if (record.upload_ids.size() != method.uploads.size())
    return wrong_uploads(record.target, record.upload_ids.size(), method.uploads.size());
  if (asks_stream && find_stream(record.id) != nullptr) return id_in_use(record.id);
  return std::nullopt;
}

void Connection::refuse_invocation(const Record& record, std::string_view error) {
  if (record.id.empty()) return;
  outbox_.add([&](std::string& out) { protocol_->write_error(out, record.id, error); });
}

const Method& Connection::method_of(const Call& call) const {
  return description_.methods[call.method];
}

bool Connection::resumable() const noexcept {
  if (held_call_) return may_start(*held_call_);
  if (!held_item_) return false;
  const Uploads::Stream* stream = uploads_.find(held_item_->upload_id);
  return stream == nullptr || !uploads_.full(*stream);
}

bool Connection::may_start(const Call& call) const noexcept {
  if (running_.size() >= kRunningMax) return false;
  const Method& method = method_of(call);
  return method.slot == Slot::out_of_band || method.answers == Answers::stream ||
         !method.uploads.empty() || slots_taken_ < description_.settings.parallel_invocations_max;
}

Invocation Connection::start(Call call) {
  const Method& method = method_of(call);
  const bool takes_slot =
      method.slot == Slot::takes_one && method.answers == Answers::once && method.uploads.empty();
  if (takes_slot) ++slots_taken_;
  const InvocationKey key = ++last_key_;
  for (std::size_t i = 0; i < call.upload_ids.size(); ++i)
    uploads_.add(call.upload_ids[i], key, i, method.uploads[i]);
  Running& running = running_.emplace_back();
  running.key = key;
  running.id = std::move(call.id);
  running.target = call.target;
  running.answers = method.answers;
  running.holds_slot = takes_slot;
  return Invocation{key, call.method, std::move(call.arguments), std::move(call.target)};
}

// ---- what follows an invocation

std::optional<Connection::Step> Connection::on_item(const Record& record) {
  Uploads::Stream* stream = uploads_.find(record.id);
  if (stream == nullptr || stream->end) return std::nullopt;
  auto item = bind(stream->type, record.value);
  if (!item) {
    stream->end = UploadEnd{"Failed to bind Stream message."};
    return Arrived{stream->key};
  }
  return put_item(record.id, std::move(*item));
}

/// When the stream is full, the loop is held: nothing else of the connection is looked at until its
/// method takes an item.
std::optional<Connection::Step> Connection::put_item(std::string_view upload_id, Argument item) {
  Uploads::Stream* stream = uploads_.find(upload_id);
  if (stream == nullptr) return std::nullopt;
  if (uploads_.full(*stream)) {
    held_item_ = std::make_unique<HeldItem>(HeldItem{std::string(upload_id), std::move(item)});
    return Wait{};
  }
  uploads_.put(*stream, std::move(item));
  return Arrived{stream->key};
}

/// The end of an upload, or the answer to a call of ours.
std::optional<Connection::Step> Connection::on_completion(const Record& record) {
  Uploads::Stream* stream = uploads_.find(record.id);
  if (stream == nullptr) return on_answer(record);
  if (!stream->end) stream->end = UploadEnd{std::string(record.error.value_or(""))};
  return Arrived{stream->key};
}

std::optional<Connection::Step> Connection::on_answer(const Record& record) {
  const auto found = std::find_if(asked_.begin(), asked_.end(), [&](const Asked& asked) {
    return record.id == "s" + std::to_string(asked.call);
  });
  if (found == asked_.end()) return std::nullopt;
  const Asked asked = *found;
  asked_.erase(found);
  Running* running = find_running(asked.on_behalf);
  if (running != nullptr && asked.lent_slot) {
    running->holds_slot = true;
    ++slots_taken_;
  }
  if (record.error) return Answered{asked.call, hub_exception(std::string(*record.error))};
  return Answered{asked.call, Json{record.value.to_json()}};
}

Connection::Running* Connection::find_stream(std::string_view id) noexcept {
  const auto found = std::find_if(running_.begin(), running_.end(), [&](const Running& running) {
    return running.answers == Answers::stream && running.id == id;
  });
  return found == running_.end() ? nullptr : &*found;
}

std::optional<Connection::Step> Connection::on_cancel(const Record& record) {
  Running* running = find_stream(record.id);
  if (running == nullptr || running->cancelled) return std::nullopt;
  running->cancelled = true;
  return Cancelled{running->key};
}

}  // namespace spotter::hub
