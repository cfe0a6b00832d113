#pragma once

#include "llm/gemini/chunk_reader.hpp"
#include "llm/gemini/errors.hpp"
#include "llm/gemini/request_body.hpp"
#include "llm/gemini/schema.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/gemini/settings.hpp>
#include <spotter/llm/http/answer.hpp>
#include <spotter/llm/http/decoder.hpp>
#include <spotter/llm/http/response_reader.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::gemini {

/// What the answers of one provider share. All of it outlives them.
struct Common {
  const Settings& settings;
  const ResolvedTimeouts& timeouts;
  Schemas& schemas;
  http::Parsers& parsers;
};

/// One answer, over one HTTP call or two.
class AnswerDecoder final : public http::Decoder {
 public:
  /// The answer ends by itself at `deadline`.
  AnswerDecoder(const Common& common, Request request, TimePoint opened, TimePoint deadline);

  [[nodiscard]] bool wants_call() const noexcept override { return wants_call_ && !over(); }
  std::optional<http_client::Request> begin_call(TimePoint now) override;
  void on_head(const http::ResponseHead& head, TimePoint now) override;
  void on_bytes(std::string_view bytes, TimePoint now) override;
  void on_end(const Error* error, TimePoint now) override;
  void on_tick(TimePoint now) override;
  void cancel() override { answer_.cancel(); }
  [[nodiscard]] TimePoint next_deadline() const noexcept override;
  std::optional<Event> try_next() override { return answer_.try_next(); }
  [[nodiscard]] bool over() const noexcept override { return answer_.over(); }

 private:
  /// What the call that runs is to bring.
  enum class Asking { words, arguments };

  /// A tool that may be called.
  struct Offer {
    std::vector<std::string> required;
    bool called = false;  ///< with all arguments
  };
  /// The model called a tool and left its arguments open.
  struct Wish {
    std::size_t offer = 0;
    std::size_t call = 0;  ///< of said_.calls()
  };

  [[nodiscard]] bool call_runs() const noexcept { return !over() && !wants_call_; }
  std::optional<std::string> write_body();
  codec::JsonParser& parser() { return common_.parsers.payloads; }
  void on_step(http::ResponseReader::Step step, TimePoint now);
  void on_payload(TimePoint now);
  void on_part(const Part& part);
  void on_call(const Part& part);
  bool is_whole(const codec::JsonValue& arguments, const Offer& offer) const;
  void keep(const Part& part, std::string_view emitted);
  void on_finish_word(std::string_view word);
  void on_refused();
  void complete(TimePoint now);
  void ask_for_arguments();
  bool begin_arguments(std::string_view call_id, std::string_view name);
  bool add_arguments(std::string_view fragment);

  Common common_;
  Request request_;
  TimePoint latest_;           ///< the end of the whole answer
  std::vector<Offer> offers_;  ///< of request_.tools
  http::Answer answer_;
  Asking asking_ = Asking::words;
  bool wants_call_ = true;

  // Of the call that runs.
  std::optional<http::ResponseReader> reader_;  ///< always there; a new one for each call
  StreamTimers timers_;
  TokenCounts counts_;
  std::optional<FinishReason> reason_;
  bool spoke_ = false;

  Usage usage_before_;  ///< of the calls before it
  SaidContent said_;
  std::optional<Wish> wish_;
  /// Of the call whose arguments come in pieces, once it began.
  std::optional<std::int64_t> arguments_index_;
  bool wrote_arguments_ = false;  ///< some that are not blank
  bool open_api_ = false;         ///< the dialect of the schema that was sent last
};

}  // namespace spotter::llm::gemini
