// HTTP/2 with prior knowledge, on nghttp2: what is due on all streams of a connection leaves in one
// write.
#include "net/clock.hpp"
#include "upstream/connection.hpp"

#include <algorithm>
#include <cstring>
#include <nghttp2/nghttp2.h>
#include <unordered_map>

namespace bench {
namespace {

constexpr std::uint32_t kStreamsMax = 10'000;
constexpr std::int32_t kWindowBytes = 1 << 20;

class Http2;

struct Stream final : Giving {
  Stream(Http2& connection, std::int32_t number) : owner(connection), id(number) {}
  void give(std::string_view events, bool is_last) override;

  Http2& owner;
  std::int32_t id;
  std::string body;    ///< of the request
  std::string events;  ///< not yet framed
  bool scheduled = false;
  bool over = false;  ///< nothing comes after `events`
};

class Http2 final : public Protocol {
 public:
  Http2(World& world, Wire& wire, void (*on_dirty)(void*), void* context)
      : world_(world), wire_(wire), on_dirty_(on_dirty), context_(context) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_server_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kStreamsMax},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindowBytes}};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, 2);
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kWindowBytes);
  }
  Http2(const Http2&) = delete;
  Http2& operator=(const Http2&) = delete;
  ~Http2() override {
    for (const auto& [id, stream] : streams_) {
      if (stream->scheduled) world_.schedule.remove(stream.get());
    }
    nghttp2_session_del(session_);
  }

  bool on_bytes(std::string_view bytes) override {
    const auto taken = nghttp2_session_mem_recv(
        session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return taken == static_cast<ssize_t>(bytes.size()) && flush();
  }

  bool flush() override {
    dirty_ = false;
    out_.clear();
    for (;;) {
      const std::uint8_t* bytes = nullptr;
      const auto size = nghttp2_session_mem_send(session_, &bytes);
      if (size < 0) return false;
      if (size == 0) break;
      out_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    }
    if (!out_.empty() && !wire_.send(out_)) return false;
    return nghttp2_session_want_read(session_) != 0 || nghttp2_session_want_write(session_) != 0;
  }

  bool on_writable() override { return wire_.go_on(); }

  void resume(std::int32_t id) {
    nghttp2_session_resume_data(session_, id);
    if (dirty_) return;
    dirty_ = true;
    on_dirty_(context_);
  }

 private:
  static Http2& self(void* user) { return *static_cast<Http2*>(user); }

  static int on_begin(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
    const auto id = frame->hd.stream_id;
    self(user).streams_.emplace(id, std::make_unique<Stream>(self(user), id));
    return 0;
  }

  static int on_data(nghttp2_session* /*session*/, std::uint8_t /*flags*/, std::int32_t id,
                     const std::uint8_t* bytes, std::size_t size, void* user) {
    const auto found = self(user).streams_.find(id);
    if (found != self(user).streams_.end()) {
      found->second->body.append(reinterpret_cast<const char*>(bytes), size);
    }
    return 0;
  }

  static int on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
    const bool may_end = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (may_end && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
      self(user).begin_answer(frame->hd.stream_id);
    }
    return 0;
  }

  static int on_close(nghttp2_session* /*session*/, std::int32_t id, std::uint32_t /*code*/,
                      void* user) {
    auto& connection = self(user);
    const auto found = connection.streams_.find(id);
    if (found == connection.streams_.end()) return 0;
    if (found->second->scheduled) connection.world_.schedule.remove(found->second.get());
    connection.streams_.erase(found);
    return 0;
  }

  static ssize_t read_events(nghttp2_session* /*session*/, std::int32_t /*id*/, std::uint8_t* to,
                             std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                             void* /*user*/) {
    auto& stream = *static_cast<Stream*>(source->ptr);
    const auto count = std::min(size, stream.events.size());
    std::memcpy(to, stream.events.data(), count);
    stream.events.erase(0, count);
    if (stream.events.empty() && stream.over) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
    } else if (count == 0) {
      return NGHTTP2_ERR_DEFERRED;
    }
    return static_cast<ssize_t>(count);
  }

  void begin_answer(std::int32_t id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    auto& stream = *found->second;
    const auto now = now_ns();
    ++world_.requests;
    stream.answer = {shape_of(stream.body, world_.shape), now, 0};
    stream.body.clear();
    stream.scheduled = true;
    append_role(stream.events);
    const auto field = [](const char* name, const char* value) {
      nghttp2_nv pair{};
      pair.name = reinterpret_cast<std::uint8_t*>(const_cast<char*>(name));
      pair.value = reinterpret_cast<std::uint8_t*>(const_cast<char*>(value));
      pair.namelen = std::strlen(name);
      pair.valuelen = std::strlen(value);
      return pair;
    };
    const nghttp2_nv head[] = {field(":status", "200"),
                               field("content-type", "text/event-stream; charset=utf-8"),
                               field("cache-control", "no-cache")};
    nghttp2_data_provider provider{};
    provider.source.ptr = &stream;
    provider.read_callback = read_events;
    nghttp2_submit_response(session_, id, head, std::size(head), &provider);
    world_.schedule.add(&stream, now, world_.wait_of(stream.answer.shape));
  }

  World& world_;
  Wire& wire_;
  void (*on_dirty_)(void*);
  void* context_;
  nghttp2_session* session_ = nullptr;
  std::unordered_map<std::int32_t, std::unique_ptr<Stream>> streams_;
  std::string out_;
  bool dirty_ = false;
};

void Stream::give(std::string_view more, bool is_last) {
  events.append(more);
  if (is_last) {
    over = true;
    scheduled = false;
  }
  owner.resume(id);
}

}  // namespace

std::unique_ptr<Protocol> make_http2(World& world, Wire& wire, void (*on_dirty)(void*),
                                     void* context) {
  return std::make_unique<Http2>(world, wire, on_dirty, context);
}

}  // namespace bench
