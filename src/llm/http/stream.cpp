#include <spotter/llm/http/stream.hpp>
#include <spotter/shard/alarm.hpp>

#include <string>
#include <utility>

namespace spotter::llm::http {
namespace {

/// Everything happens in try_next(): the alarm only asks for a call.
class DecodedStream final : public Stream {
 public:
  DecodedStream(http_client::HttpClient& client, ShardExecutor executor, const Clock& clock,
                std::unique_ptr<Decoder> decoder, shard::Signal& ready, telemetry::SpanParent trace)
      : client_(client),
        clock_(clock),
        ready_(ready),
        decoder_(std::move(decoder)),
        trace_(std::move(trace)),
        alarm_(executor, clock, ready) {
    begin_call(clock_.now());
    if (decoder_->over()) {
      ready_.notify();
    } else {
      alarm_.set(decoder_->next_deadline());
    }
  }
  DecodedStream(const DecodedStream&) = delete;
  DecodedStream& operator=(const DecodedStream&) = delete;

  std::optional<Event> try_next() override {
    for (;;) {
      if (auto event = decoder_->try_next()) return event;
      if (decoder_->over()) return std::nullopt;
      const TimePoint now = clock_.now();
      if (!read_on(now)) {
        // Only now: whoever takes its time with the events is not the upstream's fault.
        decoder_->on_tick(now);
        if (!decoder_->over() && !decoder_->wants_call()) {
          alarm_.set(decoder_->next_deadline());
          return std::nullopt;
        }
      }
      if (decoder_->wants_call()) begin_call(now);
      if (decoder_->over()) end_exchange();
    }
  }

  void cancel() noexcept override {
    end_exchange();
    decoder_->cancel();
    ready_.notify();
  }

  [[nodiscard]] bool is_whole() const noexcept override {
    return decoder_->over() || (exchange_ && exchange_->done());
  }
  [[nodiscard]] RateLimits rate_limits() const override { return rate_limits_; }
  [[nodiscard]] std::optional<TimePoint> heard_at() const override { return heard_at_; }

 private:
  void begin_call(TimePoint now) {
    exchange_.reset();
    head_seen_ = false;
    auto request = decoder_->begin_call(now);
    if (!request) return;
    request->recorded = true;
    trace_.inject(request->headers);
    exchange_ = client_.start(std::move(*request), ready_);
  }

  void end_exchange() noexcept {
    exchange_.reset();
    alarm_.set(TimePoint::max());
  }

  /// Feeds what the exchange has; false when it has nothing new.
  bool read_on(TimePoint now) {
    if (!head_seen_ && exchange_->has_headers()) {
      head_seen_ = true;
      on_head(now);
      return true;
    }
    if (head_seen_) {
      exchange_->take_body(bytes_);
      if (!bytes_.empty()) {
        heard_at_ = exchange_->arrived_at();
        decoder_->on_bytes(bytes_, now);
        return true;
      }
    }
    if (!exchange_->done()) return false;
    decoder_->on_end(exchange_->error(), now);
    return true;
  }

  void on_head(TimePoint now) {
    const auto header = [this](std::string_view name) { return exchange_->header(name); };
    const ResponseHead head = read_head(exchange_->status(), header, clock_.wall_now());
    rate_limits_ = head.rate_limits;
    decoder_->on_head(head, now);
  }

  http_client::HttpClient& client_;
  const Clock& clock_;
  shard::Signal& ready_;
  std::unique_ptr<Decoder> decoder_;
  telemetry::SpanParent trace_;
  std::unique_ptr<http_client::Exchange> exchange_;
  std::string bytes_;  ///< taken last
  bool head_seen_ = false;
  RateLimits rate_limits_;
  std::optional<TimePoint> heard_at_;
  shard::Alarm alarm_;
};

}  // namespace

std::unique_ptr<Stream> make_stream(http_client::HttpClient& client, ShardExecutor executor,
                                    const Clock& clock, std::unique_ptr<Decoder> decoder,
                                    shard::Signal& ready, telemetry::SpanParent trace) {
  return std::make_unique<DecodedStream>(client, executor, clock, std::move(decoder), ready,
                                         std::move(trace));
}

}  // namespace spotter::llm::http
