#include "llm/openai/chat_decoder.hpp"
#include "llm/openai/request_body.hpp"
#include "llm/openai/timeouts.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/llm/openai/provider.hpp>
#include <spotter/llm/retry_after.hpp>

#include <string>
#include <utility>

namespace spotter::llm::openai {
namespace {

/// As deep as an answer may be nested.
constexpr std::size_t kDepthMax = 128;

/// What the streams of one provider share. Lives in the provider.
struct Shared {
  http_client::HttpClient& client;
  ShardExecutor executor;
  const Clock& clock;
  Settings settings;
  Capabilities capabilities;
  ResolvedTimeouts timeouts;
  codec::JsonParser parser{kDepthMax};
};

std::string endpoint(std::string_view base_url) {
  while (base_url.ends_with('/'))
    base_url.remove_suffix(1);
  return std::string(base_url) + "/chat/completions";
}

http_client::Request make_http_request(const Settings& settings, std::string body) {
  http_client::Request request;
  request.method = "POST";
  request.url = endpoint(settings.base_url);
  request.headers = {{"Content-Type", "application/json"},
                     {"Accept", "text/event-stream"},
                     {"User-Agent", "spotter/" SPOTTER_VERSION}};
  // Keys come from files and environments, with line ends.
  const auto key = trimmed(settings.api_key.reveal());
  if (!key.empty()) request.headers.emplace_back("Authorization", "Bearer " + std::string(key));
  request.body = std::move(body);
  return request;
}

/// One answer over one exchange. Everything happens in try_next(): the timer only asks for a call.
class ChatStream final : public Stream {
 public:
  ChatStream(Shared& shared, const Request& request, TimePoint deadline, shard::Signal& ready)
      : clock_(shared.clock),
        ready_(ready),
        decoder_(shared.timeouts, shared.settings.limits, shared.parser, shared.clock.now(),
                 deadline),
        timer_(shared.executor),
        self_(std::make_shared<ChatStream*>(this)) {
    auto body = write_request_body(request, shared.settings, shared.capabilities);
    if (!body) {
      decoder_.fail(FailureClass::request_too_large);
      ready_.notify();
      return;
    }
    exchange_ = shared.client.start(make_http_request(shared.settings, std::move(*body)), ready_);
    arm_timer();
  }
  ChatStream(const ChatStream&) = delete;
  ChatStream& operator=(const ChatStream&) = delete;

  std::optional<Event> try_next() override {
    for (;;) {
      if (auto event = decoder_.try_next()) return event;
      if (decoder_.over()) return std::nullopt;
      const TimePoint now = clock_.now();
      if (!read_on(now)) {
        // Only now: whoever takes its time with the events is not the upstream's fault.
        decoder_.on_tick(now);
        if (!decoder_.over()) {
          arm_timer();
          return std::nullopt;
        }
      }
      if (decoder_.over()) end_exchange();
    }
  }

  void cancel() noexcept override {
    end_exchange();
    decoder_.cancel();
    ready_.notify();
  }

 private:
  void end_exchange() noexcept {
    exchange_.reset();
    timer_.cancel();
  }

  /// Feeds what the exchange has; false when it has nothing new.
  bool read_on(TimePoint now) {
    if (!head_seen_ && exchange_->has_headers()) {
      head_seen_ = true;
      decoder_.on_head(read_head(), now);
      return true;
    }
    const std::string bytes = head_seen_ ? exchange_->take_body() : std::string();
    if (!bytes.empty()) {
      decoder_.on_bytes(bytes, now);
      return true;
    }
    if (!exchange_->done()) return false;
    decoder_.on_end(exchange_->error(), now);
    return true;
  }

  ResponseHead read_head() const {
    ResponseHead head;
    head.status = exchange_->status();
    head.content_type = exchange_->header("content-type");
    head.content_encoding = exchange_->header("content-encoding");
    head.retry_after = read_retry_after(exchange_->header("retry-after-ms"),
                                        exchange_->header("retry-after"), clock_.wall_now());
    return head;
  }

  /// Sets the timer to the decoder's deadline. Bytes move the deadline away all the time; a timer
  /// that is set too early is left as it is and set again when it goes off.
  void arm_timer() {
    const TimePoint due = decoder_.next_deadline();
    if (armed_ && armed_for_ <= due) return;
    armed_ = true;
    armed_for_ = due;
    timer_.expires_at(due);
    timer_.async_wait([weak = std::weak_ptr(self_)](boost::system::error_code error) {
      const auto self = weak.lock();
      if (!error && self) (*self)->on_timer();
    });
  }

  void on_timer() {
    armed_ = false;
    if (decoder_.over()) return;
    if (clock_.now() >= decoder_.next_deadline()) {
      ready_.notify();
    } else {
      arm_timer();
    }
  }

  const Clock& clock_;
  shard::Signal& ready_;
  ChatDecoder decoder_;
  std::unique_ptr<http_client::Exchange> exchange_;
  bool head_seen_ = false;
  Timer timer_;
  bool armed_ = false;
  TimePoint armed_for_;
  /// Shared with nobody; its weak side tells a timer handler, which cannot be called back once it
  /// is queued, whether the stream is still there.
  std::shared_ptr<ChatStream*> self_;
};

class ChatProvider final : public Provider {
 public:
  explicit ChatProvider(Shared shared) : shared_(std::move(shared)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "openai"; }
  [[nodiscard]] std::string_view model() const noexcept override { return shared_.settings.model; }

  std::unique_ptr<Stream> open(Request request, TimePoint deadline, shard::Signal& ready) override {
    return std::make_unique<ChatStream>(shared_, request, deadline, ready);
  }

 private:
  Shared shared_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(http_client::HttpClient& client, ShardExecutor executor,
                                        const Clock& clock, Settings settings) {
  const auto capabilities = settings.capabilities.value_or(capabilities_of(settings.base_url));
  const auto timeouts = resolve_timeouts(settings);
  Shared shared{client, executor, clock, std::move(settings), capabilities, timeouts};
  return std::make_unique<ChatProvider>(std::move(shared));
}

}  // namespace spotter::llm::openai
