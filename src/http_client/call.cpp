#include "http_client/call.hpp"

#include "http_client/failure.hpp"

#include <boost/asio/post.hpp>

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
  leave_loop();
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
  if (is_address) return connect({});
  if (const Addresses* known = core_.resolver.known(host)) return connect(*known);
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
        finish(Error{Errc::timed_out, "no address or connection in time"});
      });
}

void Call::end_waiting() noexcept {
  if (Resolver::Waiter::is_linked()) Resolver::Waiter::unlink();
  if (ClearHttp2::Entrant::is_linked()) ClearHttp2::Entrant::unlink();
  waiting_.reset();
  wait_timer_.reset();
}

void Call::on_addresses(const Result<Addresses>& found) {
  end_waiting();
  if (!found) return finish(found.error());
  connect(*found);
}

void Call::connect(const Addresses& addresses) {
  addresses_ = addresses;
  if (!needs_roles(core_.settings, target_, proxy_)) return enter(Role::follow);
  origin_ = target_.host + ":" + std::to_string(target_.port);
  wait_at_most_for_connecting();
  core_.clear_http2.come(origin_, *this);
}

void Call::enter(Role role) {
  end_waiting();
  leads_ = role == Role::lead;
  const auto left = std::chrono::ceil<milliseconds>(connected_by_ - steady_clock::now());
  const Connecting how{target_, proxy_, addresses_, left, role};
  easy_ = core_.easies.take();
  CURL* easy = easy_.get();
  apply_house_rules(easy, core_.settings.ca_file);
  apply_connection(easy, core_.settings, how, lists_);
  apply_request(easy, request_, lists_);
  set_option(easy, CURLOPT_PREREQFUNCTION, &Call::on_connected);
  set_option(easy, CURLOPT_PREREQDATA, this);
  set_option(easy, CURLOPT_HEADERFUNCTION, &Call::on_header);
  set_option(easy, CURLOPT_HEADERDATA, this);
  set_option(easy, CURLOPT_WRITEFUNCTION, &Call::on_body);
  set_option(easy, CURLOPT_WRITEDATA, this);
  set_option(easy, CURLOPT_DEBUGFUNCTION, &Call::on_remark);
  set_option(easy, CURLOPT_DEBUGDATA, this);
  set_option(easy, CURLOPT_VERBOSE, 1L);
  if (needs_roles(core_.settings, target_, proxy_) && !leads_) {
    set_option(easy, CURLOPT_OPENSOCKETFUNCTION, &Call::on_new_socket);
    set_option(easy, CURLOPT_OPENSOCKETDATA, this);
  }
  core_.multi.add(easy, *this);
}

std::string_view Call::header(std::string_view name) const noexcept {
  return has_headers() ? head_.header(name) : std::string_view();
}

void Call::take_body(std::string& bytes) {
  constexpr std::size_t kKeptBytesMax = 64 * 1024;
  bytes.clear();
  if (bytes.capacity() > kKeptBytesMax) bytes.shrink_to_fit();
  bytes.swap(unread_);
  if (std::exchange(paused_, false)) {
    // May bring more bytes at once, into the empty buffer.
    const CURLcode code = core_.multi.resume(easy_.get());
    if (code != CURLE_OK) {
      leave_loop();
      finish(error_ ? *error_ : failure_of(code));
    }
  }
}

void Call::cancel() noexcept {
  if (done_) return;
  leave_loop();
  finish(Error{Errc::cancelled, "cancelled by us"});
}

int Call::on_connected(void* self, char*, char*, int, int local_port) noexcept {
  auto& call = *static_cast<Call*>(self);
  if (!call.may_send()) return CURL_PREREQFUNC_ABORT;
  call.join_connection(local_port);
  return CURL_PREREQFUNC_OK;
}

curl_socket_t Call::on_new_socket(void* self, curlsocktype, curl_sockaddr*) noexcept {
  // A follower makes no connection: curl would speak HTTP/1.1 on it.
  static_cast<Call*>(self)->needs_a_leader_ = true;
  return CURL_SOCKET_BAD;
}

int Call::on_remark(CURL*, curl_infotype kind, char* text, std::size_t size, void* self) noexcept {
  // libcurl has no other way to tell this from a connection that broke.
  constexpr std::string_view kRefused = "REFUSED_STREAM";
  if (kind == CURLINFO_TEXT && std::string_view(text, size).starts_with(kRefused)) {
    static_cast<Call*>(self)->was_refused();
  }
  return 0;
}

std::size_t Call::on_header(char* data, std::size_t one, std::size_t size, void* self) noexcept {
  const std::string_view line(data, one * size);
  return static_cast<Call*>(self)->take_header(line) ? line.size() : 0;
}

std::size_t Call::on_body(char* data, std::size_t one, std::size_t size, void* self) noexcept {
  return static_cast<Call*>(self)->take_bytes({data, one * size});
}

/// libcurl would try up to five kept connections one after the other. Each may have been paid for.
bool Call::may_send() noexcept {
  constexpr int kSendingsMax = 2;
  if (++sendings_ <= kSendingsMax) return true;
  error_ = Error{Errc::reset, "the connection broke before an answer, twice"};
  return false;
}

/// RFC 9113, 8.7: nothing of the request was processed, so it cannot have been paid for. libcurl
/// opens streams on a connection before it heard the peer's limit, tries again on another
/// connection, and gives up after five times.
void Call::was_refused() noexcept {
  --sendings_;
}

void Call::join_connection(int local_port) {
  if (local_port_ != 0) core_.connections.leave(local_port_, easy_.get());  // curl took another one
  local_port_ = std::max(local_port, 0);
  if (local_port_ != 0) core_.connections.join(local_port_, easy_.get());
  if (!std::exchange(leads_, false)) return;
  // When this callback is over the connection speaks HTTP/2, and others can follow.
  asio::post(core_.executor,
             [&core = core_, origin = origin_, alive = std::weak_ptr<const bool>(core_.alive)] {
               if (!alive.expired()) core.clear_http2.led(origin);
             });
}

void Call::count_arrived(std::size_t bytes) {
  core_.connections.note_arrival(local_port_);
  // libcurl 7.88 keeps one buffer (see EasyPool) for each HTTP/2 stream. When one is full it stops
  // looking at what came on the connection, and may not go on by itself.
  constexpr std::size_t kBurstBytes = 32 * 1024;
  arrived_ += bytes;
  if (arrived_ < kBurstBytes) return;
  arrived_ = 0;
  core_.nudge_soon(local_port_);
}

bool Call::take_header(std::string_view line) {
  core_.connections.note_arrival(local_port_);
  switch (head_.on_line(line)) {
    case ResponseHead::Fed::more:
      return true;
    case ResponseHead::Fed::complete: {
      set_option(easy_.get(), CURLOPT_VERBOSE, 0L);  // what comes now is not tried again
      long version = CURL_HTTP_VERSION_NONE;
      curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_VERSION, &version);
      shared_ = version >= CURL_HTTP_VERSION_2_0;
      progress_.notify();
      return true;
    }
    case ResponseHead::Fed::too_large:
      error_ = Error{Errc::malformed, "the response's headers are over the limit"};
      return false;
    case ResponseHead::Fed::malformed:
      error_ = Error{Errc::malformed, "the response does not begin like HTTP"};
      return false;
  }
  return false;
}

std::size_t Call::take_bytes(std::string_view bytes) {
  if (head_.encoded()) {
    // Never asked for, and a parser must not see it.
    error_ = Error{Errc::malformed, "the body is compressed, though nobody asked for that"};
    return CURL_WRITEFUNC_ERROR;
  }
  if (shared_ && unread_.size() + bytes.size() > core_.settings.unread_shared_bytes_max) {
    // Pausing would hold up all calls on the connection: libcurl stops reading it as a whole.
    error_ = Error{Errc::overloaded, "more of the body came than was taken"};
    return CURL_WRITEFUNC_ERROR;
  }
  if (!shared_ && unread_.size() >= core_.settings.unread_bytes_max) {
    paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  if (shared_) count_arrived(bytes.size());
  if (recorder_) recorder_->on_bytes(bytes, steady_clock::now());
  if (unread_.empty()) arrived_at_ = steady_clock::now();
  unread_.append(bytes);
  progress_.notify();
  return bytes.size();
}

/// Before the handle is given back.
Error Call::why_it_failed(CURLcode code) {
  // A callback that stopped the transfer knows better why.
  if (error_) return *error_;
  // libcurl collects a header line before it shows it, 100 KiB at most, and calls more than that a
  // lack of memory.
  if (code == CURLE_OUT_OF_MEMORY && !head_.complete()) {
    return Error{Errc::malformed, "a line of the response's headers does not end"};
  }
  long answer_of_proxy = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &answer_of_proxy);
  if (answer_of_proxy >= 300) return Error{Errc::refused, "the proxy makes no tunnel"};
  return failure_of(code);
}

void Call::on_end(CURLcode code) {
  std::optional<Error> failure;
  if (code != CURLE_OK) failure = why_it_failed(code);
  leave_connection();
  core_.easies.give_back(std::move(easy_));
  if (std::exchange(needs_a_leader_, false)) {
    wait_at_most_for_connecting();
    return core_.clear_http2.found_none(origin_, *this);
  }
  give_up_lead();
  finish(failure);
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
  paused_ = false;
  done_ = true;
  progress_.notify();
}

void Call::leave_loop() noexcept {
  end_waiting();
  if (!easy_) return;
  if (local_port_ != 0 && core_.connections.count(local_port_) == 1) {
    // Alone on its connection: that goes too. libcurl would keep one of HTTP/2, and not send the
    // stream's reset before the next call, so that the peer would go on for nobody.
    curl_easy_setopt(easy_.get(), CURLOPT_FORBID_REUSE, 1L);
  }
  core_.multi.remove(easy_.get());
  leave_connection();
  core_.easies.give_back(std::move(easy_));
  give_up_lead();
}

void Call::leave_connection() noexcept {
  long bytes = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_REQUEST_SIZE, &bytes);
  sent_ = bytes > 0 && sendings_ > 0;
  const int port = std::exchange(local_port_, 0);
  if (port == 0) return;
  core_.connections.leave(port, easy_.get());
  // Now, for the reset of its stream to go out, and once more for what it was in the way of.
  if (CURL* neighbour = core_.connections.any(port)) core_.multi.nudge(neighbour);
  core_.nudge_soon(port);
}

void Call::give_up_lead() noexcept {
  if (std::exchange(leads_, false)) core_.clear_http2.failed(origin_);
}

}  // namespace spotter::http_client
