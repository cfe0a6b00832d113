#include "http_client/call.hpp"

#include <algorithm>
#include <utility>

namespace spotter::http_client {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Call::Call(Core& core, Request request, shard::Signal& progress)
    : core_(core),
      request_(std::move(request)),
      progress_(progress),
      connected_by_(steady_clock::now() + core.settings.connect_timeout),
      head_(core.settings.response_header_bytes_max) {
  ++core_.calls;
}

Call::~Call() {
  end_recording(ResponseRecord::End::idle);
  end_waiting();
  core_.pool.leave(*this);
  --core_.calls;
}

void Call::begin() {
  auto target = parse_target(request_.url);
  if (!target) return finish(target.error());
  if (!is_sendable(request_)) {
    return finish(
        Error{Errc::invalid_argument, "method or headers have characters that cannot be sent"});
  }
  target_ = std::move(*target);
  if (request_.recorded && core_.recorder.wants_one()) {
    recorder_.emplace(core_.settings.recording.file_bytes_max, steady_clock::now());
    began_ = std::chrono::system_clock::now();
  }
  // A proxy looks up the target's name by itself.
  proxy_ = core_.proxies.for_target(target_);
  const bool is_address = proxy_ != nullptr ? proxy_->address : target_.address;
  const std::string& host = proxy_ != nullptr ? proxy_->host : target_.host;
  if (is_address) return ask_for_connection();
  if (const Addresses* known = core_.resolver.known(host)) {
    addresses_ = *known;
    return ask_for_connection();
  }
  wait_at_most_for_connecting();
  core_.resolver.ask(host, *this);
}

void Call::wait_at_most_for_connecting() {
  waiting_ = std::make_shared<const bool>(true);
  wait_timer_.emplace(core_.executor, connected_by_);
  wait_timer_->async_wait(
      [this, still = std::weak_ptr<const bool>(waiting_)](const boost::system::error_code& error) {
        if (error || still.expired()) return;
        end_waiting();
        core_.pool.give_up(*this);
        finish(Error{Errc::timed_out, "no address or connection in time"});
      });
}

void Call::end_waiting() noexcept {
  if (Resolver::Waiter::is_linked()) Resolver::Waiter::unlink();
  waiting_.reset();
  wait_timer_.reset();
}

void Call::on_addresses(const Result<Addresses>& found) {
  end_waiting();
  if (!found) return finish(found.error());
  addresses_ = *found;
  ask_for_connection();
}

void Call::ask_for_connection() {
  core_.pool.come(*this);
  if (ConnectionPool::waits(*this)) wait_at_most_for_connecting();
}

Connecting Call::connecting() const {
  const auto left = std::chrono::ceil<milliseconds>(connected_by_ - steady_clock::now());
  return {target_, proxy_, addresses_, left};
}

std::string_view Call::header(std::string_view name) const noexcept {
  return has_headers() ? head_.header(name) : std::string_view();
}

void Call::take_body(std::string& bytes) {
  constexpr std::size_t kKeptBytesMax = 64 * 1024;
  bytes.clear();
  if (bytes.capacity() > kKeptBytesMax) bytes.shrink_to_fit();
  bytes.swap(unread_);
  // May bring more bytes at once, into the empty buffer.
  if (!bytes.empty()) ConnectionPool::took(*this, bytes.size());
}

void Call::cancel() noexcept {
  if (done_) return;
  end_waiting();
  core_.pool.leave(*this);
  finish(Error{Errc::cancelled, "cancelled by us"});
}

void Call::on_sent(bool kept) {
  end_waiting();
  ++sendings_;
  kept_ = kept;
  sent_ = true;
}

bool Call::on_head_line(std::string_view line) {
  head_begun_ = true;
  switch (head_.on_line(line)) {
    case ResponseHead::Fed::more:
      return true;
    case ResponseHead::Fed::complete:
      progress_.notify();
      return true;
    case ResponseHead::Fed::too_large:
      error_ = Error{Errc::malformed, "the response's headers are over the limit"};
      return false;
    case ResponseHead::Fed::malformed:
      error_ = Error{Errc::malformed, "the response does not begin like HTTP"};
      return false;
  }
  return false;
}

bool Call::on_body(std::string_view bytes) {
  if (head_.encoded()) {
    // Never asked for, and a parser must not see it.
    error_ = Error{Errc::malformed, "the body is compressed, though nobody asked for that"};
    return false;
  }
  // Nothing is sent again from here on, and what users said is as long as all other memory of a
  // call.
  if (body_is_out() && !request_.body.empty()) std::string().swap(request_.body);
  if (recorder_) recorder_->on_bytes(bytes, steady_clock::now());
  if (unread_.empty()) arrived_at_ = steady_clock::now();
  unread_.append(bytes);
  progress_.notify();
  return true;
}

bool Call::is_full() const noexcept {
  return unread_.size() >= core_.settings.unread_bytes_max;
}

void Call::on_no_connection(const Error& why) {
  end_waiting();
  finish(why);
}

void Call::on_end(Outcome outcome) {
  if (error_) return finish(error_);
  if (outcome == Outcome::complete) {
    if (head_.complete()) return finish(std::nullopt);
    return finish(Error{Errc::malformed, "the response has no head"});
  }
  if (outcome == Outcome::refused && head_begun_) outcome = Outcome::failed;  // it lies
  if (outcome == Outcome::refused) sent_ = false;
  if (may_be_sent_again(outcome)) {
    connected_by_ = steady_clock::now() + core_.settings.connect_timeout;
    return ask_for_connection();
  }
  switch (outcome) {
    case Outcome::refused:
      return finish(Error{Errc::reset, "the peer refused the request, again and again"});
    case Outcome::malformed:
      return finish(Error{Errc::malformed, "the response is not HTTP"});
    default:
      return finish(Error{Errc::reset, "the connection broke before the response was whole"});
  }
}

/// Each sending may have been paid for, unless the peer says that it was not processed (RFC 9113,
/// 8.7). A kept connection may have been closed by the peer before the request was there.
bool Call::may_be_sent_again(Outcome outcome) noexcept {
  constexpr int kSendingsMax = 2;
  constexpr int kRefusalsMax = 5;
  if (outcome == Outcome::refused) {
    --sendings_;
    return ++refusals_ <= kRefusalsMax;
  }
  return outcome == Outcome::broken && kept_ && !head_begun_ && sendings_ < kSendingsMax;
}

/// A response is written down as far as it came; one without a head is none.
void Call::end_recording(ResponseRecord::End end) {
  if (!recorder_) return;
  BodyRecorder recorder = std::move(*recorder_);
  recorder_.reset();
  if (!head_.complete()) return;
  auto secrets = secrets_of(request_);
  std::size_t longest = 0;
  for (const Secret& secret : secrets)
    longest = std::max(longest, secret.reveal().size());
  ResponseRecord record;
  record.host = target_.host;
  record.began = began_;
  record.status = head_.status();
  record.headers = head_.headers();
  record.end = end;
  recorder.finish(record, longest);
  core_.recorder.write(std::move(record), std::move(secrets));
}

void Call::finish(std::optional<Error> error) {
  error_ = std::move(error);
  using End = ResponseRecord::End;
  const bool by_us = error_ && error_->code == Errc::cancelled;
  end_recording(!error_ ? End::clean : by_us ? End::idle : End::reset);
  done_ = true;
  progress_.notify();
}

}  // namespace spotter::http_client
