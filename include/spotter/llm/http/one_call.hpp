#pragma once

#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/http/answer.hpp>
#include <spotter/llm/http/decoder.hpp>
#include <spotter/llm/http/errors.hpp>
#include <spotter/llm/http/response_reader.hpp>
#include <spotter/llm/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace spotter::llm::http {

/// What a payload said.
enum class Said {
  nothing,    ///< nothing about the answer, or nothing new: no sign of life
  something,  ///< the model spoke, or the answer began
  all,        ///< the answer's end: what still comes is ignored
  too_much    ///< it broke a limit of the answer
};

/// What the payloads of one answer mean. Knows nothing of bytes and time, and keeps what it must
/// remember of its answer.
class Dialect {
 public:
  virtual ~Dialect() = default;

  /// Reads a payload that is no error into the answer, and may fail it. Unknown payloads say
  /// nothing.
  virtual Said read(const codec::JsonValue& payload, Answer& answer) = 0;
  /// The payload that was read last has come once more, with other words, not empty. What it said
  /// was words alone.
  virtual Said read_more(std::string_view words, Answer& answer) {
    answer.text(words);
    return Said::something;
  }
  /// What may differ in payloads of words, see PayloadShape. Nothing: each is read.
  [[nodiscard]] virtual PayloadMembers members() const { return {}; }
  /// `[DONE]`.
  virtual Said read_done_mark(Answer& answer) = 0;
  /// Reads the usage of a payload that also says that the answer failed.
  virtual void read_usage(const codec::JsonValue& payload, Answer& answer) = 0;
  /// What a failure is that the server tells of.
  virtual Failed failure_of(const ServerError& error) { return classify(error); }
};

/// An answer that takes one HTTP call, in any dialect. A request that could not be written (it is
/// over a limit) is Failed{request_too_large}. When the dialect said all, the end of the
/// body is awaited for a moment, so that the connection can be used again. A body that ends after a
/// finish reason is complete; one that ends before is truncated.
class OneCallDecoder final : public Decoder {
 public:
  /// The answer ends by itself at `deadline`. `parsers` outlive it.
  OneCallDecoder(Result<http_client::Request> request, std::unique_ptr<Dialect> dialect,
                 const ResolvedTimeouts& timeouts, const AnswerLimits& limits, Parsers& parsers,
                 TimePoint opened, TimePoint deadline);

  [[nodiscard]] bool wants_call() const noexcept override { return wants_call_ && !over(); }
  std::optional<http_client::Request> begin_call(TimePoint now) override;
  void on_head(const ResponseHead& head, TimePoint now) override;
  void on_bytes(std::string_view bytes, TimePoint now) override;
  void on_end(const Error* error, TimePoint now) override;
  void on_tick(TimePoint now) override;
  void cancel() override { answer_.cancel(); }
  [[nodiscard]] TimePoint next_deadline() const noexcept override;
  std::optional<Event> try_next() override { return answer_.try_next(); }
  [[nodiscard]] bool over() const noexcept override { return answer_.over(); }

 private:
  void on_step(ResponseReader::Step step, TimePoint now);
  void on_payload(TimePoint now);
  void on_said(Said said, TimePoint now);
  void on_error();

  Result<http_client::Request> request_;  ///< until the call begins
  std::unique_ptr<Dialect> dialect_;
  StreamTimers timers_;
  ResponseReader reader_;
  Answer answer_;
  bool wants_call_ = true;
  bool said_all_ = false;
};

}  // namespace spotter::llm::http
