#include "http_client/http2_connection.hpp"

#include "http_client/http1_message.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace spotter::http_client {
namespace {

// Of the connection as a whole: what came is taken from it at once. Many times what a fast peer
// sends before it hears of that.
constexpr std::int32_t kConnectionWindow = 16 * 1024 * 1024;

// A peer that was silent for so long while it owed somebody an answer is not asked again: its
// connection may have died without a word.
constexpr std::chrono::seconds kSilenceMax{5};

void must(int code) {
  if (code == NGHTTP2_ERR_NOMEM) throw std::bad_alloc();
  if (code != 0) throw std::logic_error(nghttp2_strerror(code));
}

std::string_view as_text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// nghttp2 only reads from it, but for historical reasons does not say so.
std::uint8_t* as_bytes(std::string_view text) {
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

nghttp2_nv field(std::string_view name, std::string_view value) {
  return {as_bytes(name), as_bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

/// Headers that speak of an HTTP/1.1 connection (RFC 9113, 8.2.2), or that we write ourselves.
bool is_left_out(std::string_view lower_name) {
  constexpr std::array<std::string_view, 8> kNames{
      "connection", "host",    "keep-alive",        "proxy-connection",
      "te",         "upgrade", "transfer-encoding", "content-length"};
  return std::find(kNames.begin(), kNames.end(), lower_name) != kNames.end();
}

}  // namespace

Http2Connection::Http2Connection(std::unique_ptr<Wire> wire, Limits limits, std::span<char> buffer,
                                 Owner& owner)
    : wire_(std::move(wire)), limits_(limits), buffer_(buffer), owner_(owner) {
  start_session();
  wire_->belongs_to(*this);
  wire_->want(true, false);
}

Http2Connection::~Http2Connection() {
  running_.clear();  // their hooks
}

void Http2Connection::start_session() {
  nghttp2_session_callbacks* callbacks = nullptr;
  must(nghttp2_session_callbacks_new(&callbacks));
  const std::unique_ptr<nghttp2_session_callbacks, void (*)(nghttp2_session_callbacks*)> hold(
      callbacks, &nghttp2_session_callbacks_del);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, &Http2Connection::on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &Http2Connection::on_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &Http2Connection::on_data);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks,
                                                         &Http2Connection::on_stream_close);
  nghttp2_option* options = nullptr;
  must(nghttp2_option_new(&options));
  const std::unique_ptr<nghttp2_option, void (*)(nghttp2_option*)> hold_options(
      options, &nghttp2_option_del);
  nghttp2_option_set_no_auto_window_update(options, 1);
  nghttp2_session* session = nullptr;
  must(nghttp2_session_client_new2(&session, callbacks, this, options));
  session_.reset(session);
  const std::array<nghttp2_settings_entry, 3> settings{
      {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
       {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<std::uint32_t>(limits_.unread_bytes_max)},
       {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
        static_cast<std::uint32_t>(limits_.head_bytes_max)}}};
  must(nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size()));
  must(nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, kConnectionWindow));
}

std::size_t Http2Connection::room() const noexcept {
  if (leaving_ || closed_) return 0;
  // RFC 9113, 6.5.2 allows any number before the peer's settings came. A peer with a lower limit
  // would refuse them.
  const std::size_t most = settled_ ? streams_max_ : 1;
  return most - std::min(most, running_.size());
}

void Http2Connection::begin(Requester& requester) {
  const Request& request = requester.request();
  const Connecting how = requester.connecting();
  std::vector<std::string> names;
  names.reserve(request.headers.size());
  std::vector<nghttp2_nv> fields{
      field(":method", request.method), field(":scheme", how.target.tls ? "https" : "http"),
      field(":authority", how.target.authority), field(":path", how.target.path)};
  if (!has_header(request, "Accept")) fields.push_back(field("accept", "*/*"));
  const std::string length = std::to_string(request.body.size());
  if (states_length(request)) fields.push_back(field("content-length", length));
  for (const auto& [name, value] : request.headers) {
    const std::string& lower = names.emplace_back(to_lower_ascii(name));
    if (!is_left_out(lower)) fields.push_back(field(lower, value));
  }
  nghttp2_data_provider body{};
  body.read_callback = &Http2Connection::on_body_wanted;
  requester.stream_ = {};
  requester.stream_.sent_at = std::chrono::steady_clock::now();
  running_.push_back(requester);
  requester.on_sent(answered_);
  const std::int32_t id =
      nghttp2_submit_request(session_.get(), nullptr, fields.data(), fields.size(),
                             request.body.empty() ? nullptr : &body, &requester);
  if (id < 0) {
    // Its numbers are used up. Told when the loop comes to it: the peer's socket is open, so that
    // it is writable.
    leaving_ = true;
    take_off(requester, Requester::Outcome::refused);
    return wire_->want(true, true);
  }
  requester.stream_.id = id;
  write_and_tell();
}

void Http2Connection::stop(Requester& requester) noexcept {
  const auto is_it = [&](const Ended& one) { return one.requester == &requester; };
  if (std::erase_if(ended_, is_it) > 0) return;  // it just was not told
  running_.erase(running_.iterator_to(requester));
  const auto silent_since = std::max(arrived_at_, requester.stream_.sent_at);
  if (std::chrono::steady_clock::now() - silent_since > kSilenceMax) leaving_ = true;
  give_up_stream(requester.stream_.id);
  write_and_tell();
  if (leaving_ && running_.empty() && ended_.empty()) return close();
  owner_.on_room(*this);
}

void Http2Connection::give_up_stream(std::int32_t id) {
  nghttp2_session_set_stream_user_data(session_.get(), id, nullptr);
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
}

/// It is over for the requester, who hears of it when nghttp2 is through with what came.
void Http2Connection::take_off(Requester& requester, Requester::Outcome end) {
  running_.erase(running_.iterator_to(requester));
  ended_.push_back({&requester, end});
}

void Http2Connection::on_taken(Requester& requester, std::size_t bytes) {
  // In few pieces: each costs a look for the stream, and in the end a frame.
  Requester::Stream& stream = requester.stream_;
  stream.taken += bytes;
  if (closed_ || stream.taken < limits_.unread_bytes_max / 4) return;
  nghttp2_session_consume_stream(session_.get(), stream.id, std::exchange(stream.taken, 0));
  if (nghttp2_session_want_write(session_.get()) != 0) write_and_tell();
}

Requester* Http2Connection::requester_of(std::int32_t id) const noexcept {
  return static_cast<Requester*>(nghttp2_session_get_stream_user_data(session_.get(), id));
}

void Http2Connection::on_line(std::int32_t id, std::string_view line) {
  Requester* requester = requester_of(id);
  if (requester == nullptr || requester->on_head_line(line)) return;
  take_off(*requester, Requester::Outcome::broken);
  give_up_stream(id);
}

int Http2Connection::on_header(nghttp2_session*, const nghttp2_frame* frame,
                               const std::uint8_t* name, std::size_t name_size,
                               const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                               void* self) {
  auto& connection = *static_cast<Http2Connection*>(self);
  const std::string_view field_name = as_text(name, name_size);
  std::string& line = connection.line_;
  line.clear();
  if (field_name == ":status") {
    line.append("HTTP/2 ").append(as_text(value, value_size));
  } else {
    line.append(field_name).append(": ").append(as_text(value, value_size));
  }
  connection.on_line(frame->hd.stream_id, line.append("\r\n"));
  return 0;
}

int Http2Connection::on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
  auto& connection = *static_cast<Http2Connection*>(self);
  const std::int32_t id = frame->hd.stream_id;
  if (frame->hd.type == NGHTTP2_HEADERS) connection.on_line(id, "\r\n");
  if (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) {
    connection.answered_ = true;
    Requester* requester = connection.requester_of(id);
    const bool last = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (requester != nullptr && last) requester->stream_.ended = true;
  }
  const bool acknowledges = (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0;
  if (frame->hd.type == NGHTTP2_SETTINGS && !acknowledges) connection.on_settings();
  if (frame->hd.type == NGHTTP2_GOAWAY) connection.leaving_ = true;
  return 0;
}

void Http2Connection::on_settings() {
  const std::uint32_t allowed =
      nghttp2_session_get_remote_settings(session_.get(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  streams_max_ = std::min<std::size_t>(allowed, kStreamsMax);
  settled_ = true;
}

int Http2Connection::on_data(nghttp2_session* session, std::uint8_t, std::int32_t id,
                             const std::uint8_t* bytes, std::size_t size, void* self) {
  auto& connection = *static_cast<Http2Connection*>(self);
  nghttp2_session_consume_connection(session, size);
  Requester* requester = connection.requester_of(id);
  if (requester == nullptr || requester->on_body(as_text(bytes, size))) return 0;
  connection.take_off(*requester, Requester::Outcome::broken);
  connection.give_up_stream(id);
  return 0;
}

int Http2Connection::on_stream_close(nghttp2_session*, std::int32_t id, std::uint32_t code,
                                     void* self) {
  using Outcome = Requester::Outcome;
  auto& connection = *static_cast<Http2Connection*>(self);
  Requester* requester = connection.requester_of(id);
  if (requester == nullptr) return 0;
  Outcome outcome = Outcome::failed;
  if (code == NGHTTP2_NO_ERROR && requester->stream_.ended) outcome = Outcome::complete;
  if (code == NGHTTP2_REFUSED_STREAM) outcome = Outcome::refused;
  connection.take_off(*requester, outcome);
  return 0;
}

ssize_t Http2Connection::on_body_wanted(nghttp2_session*, std::int32_t id, std::uint8_t* into,
                                        std::size_t size, std::uint32_t* flags,
                                        nghttp2_data_source*, void* self) {
  Requester* requester = static_cast<Http2Connection*>(self)->requester_of(id);
  if (requester == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const std::string& body = requester->request().body;
  std::size_t& sent = requester->stream_.body_sent;
  const std::size_t bytes = std::min(size, body.size() - sent);
  std::memcpy(into, body.data() + sent, bytes);
  sent += bytes;
  if (sent == body.size()) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    requester->stream_.body_is_out = true;
  }
  return static_cast<ssize_t>(bytes);
}

void Http2Connection::on_ready(bool readable, bool writable) {
  if (readable && !closed_) read();
  if ((readable || writable) && !closed_) write();
  tell_ended();
  if (closed_) return;
  const bool over = nghttp2_session_want_read(session_.get()) == 0 && out_.empty() &&
                    nghttp2_session_want_write(session_.get()) == 0;
  if (over) return break_all(Requester::Outcome::broken);
  if (leaving_ && running_.empty() && ended_.empty()) return close();
  if (readable) owner_.on_room(*this);
}

void Http2Connection::read() {
  // So that one that is fast leaves the others their turn. TLS has what it read before.
  constexpr int kReadsMax = 4;
  for (int reads = 0; !closed_; ++reads) {
    const Wire::Moved moved = wire_->read(buffer_.data(), buffer_.size());
    if (moved.state == Wire::State::blocked) break;
    if (moved.state != Wire::State::open) return break_all(Requester::Outcome::broken);
    const auto taken = nghttp2_session_mem_recv(
        session_.get(), as_bytes({buffer_.data(), moved.bytes}), moved.bytes);
    if (taken < 0) return break_all(Requester::Outcome::malformed);
    if (!moved.maybe_more && (reads >= kReadsMax || moved.bytes < buffer_.size())) break;
  }
  arrived_at_ = std::chrono::steady_clock::now();
}

void Http2Connection::write() {
  for (;;) {
    // TLS wants the same bytes again after it was blocked, in the same place.
    if (out_.empty()) fill();
    if (out_.empty()) return wire_->want(true, false);
    const Wire::Moved moved = wire_->write(std::string_view(out_).substr(out_sent_));
    if (moved.state == Wire::State::blocked) return wire_->want(true, true);
    if (moved.state == Wire::State::open) out_sent_ += moved.bytes;
    // What is broken is found by the next read, after what came before.
    if (moved.state != Wire::State::open || out_sent_ == out_.size()) {
      out_.clear();
      out_sent_ = 0;
    }
    if (moved.state != Wire::State::open) return wire_->want(true, false);
  }
}

/// Outside of on_ready: who is told of an end that came with the writing is told when the loop
/// comes to it; the socket is writable, or will be.
void Http2Connection::write_and_tell() {
  write();
  if (!ended_.empty()) wire_->want(true, true);
}

void Http2Connection::fill() {
  constexpr std::size_t kFullBytes = 64 * 1024;
  while (out_.size() < kFullBytes) {
    const std::uint8_t* bytes = nullptr;
    const auto size = nghttp2_session_mem_send(session_.get(), &bytes);
    if (size < 0) throw std::bad_alloc();  // by its documentation the only cause
    if (size == 0) break;
    out_.append(as_text(bytes, static_cast<std::size_t>(size)));
  }
  constexpr std::size_t kKeptBytes = 4 * 1024;
  if (out_.empty() && out_.capacity() > kKeptBytes) out_.shrink_to_fit();
}

void Http2Connection::tell_ended() {
  std::vector<Ended> ended;
  ended.swap(ended_);
  for (const Ended& one : ended)
    forget(*one.requester);
  for (const Ended& one : ended)
    one.requester->on_end(one.end);
}

void Http2Connection::break_all(Requester::Outcome end) {
  close();
  while (!running_.empty())
    take_off(running_.front(), end);
  tell_ended();
}

void Http2Connection::close() {
  if (std::exchange(closed_, true)) return;
  wire_->want(false, false);
  wire_.reset();
  owner_.on_closed(*this);
}

}  // namespace spotter::http_client
