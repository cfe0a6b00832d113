#pragma once

#include "llm/gemini/answer.hpp"
#include "llm/gemini/chunk_reader.hpp"
#include "llm/gemini/request_body.hpp"
#include "llm/gemini/response_reader.hpp"
#include "llm/gemini/schema.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/llm/gemini/settings.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::gemini {

/// What the answers of one provider share. All of it outlives them; `parser` is used during calls
/// only.
struct Common {
  const Settings& settings;
  const ResolvedTimeouts& timeouts;
  Schemas& schemas;
  codec::JsonParser& parser;
};

/// One answer, over one HTTP call or two: what the calls bring goes in, events come out. A machine:
/// no socket, no clock.
///
/// Whenever wants_call() holds, begin_call() gives the body of the call to be made, and what that
/// call brings follows: on_head, on_bytes..., on_end. on_tick and cancel at any time.
class AnswerDecoder {
 public:
  /// The answer ends by itself at `deadline`.
  AnswerDecoder(const Common& common, Request request, TimePoint opened, TimePoint deadline);

  [[nodiscard]] bool wants_call() const noexcept { return wants_call_ && !over(); }
  /// Nothing: it cannot be made, and the answer is over.
  std::optional<std::string> begin_call(TimePoint now);

  void on_head(const ResponseHead& head, TimePoint now);
  void on_bytes(std::string_view bytes, TimePoint now);
  /// The call is over; nullptr: in an orderly manner.
  void on_end(const Error* error, TimePoint now);
  void on_tick(TimePoint now);

  /// When on_tick should be called; TimePoint::max() once the answer is over.
  [[nodiscard]] TimePoint next_deadline() const noexcept;

  void cancel() { answer_.cancel(); }

  std::optional<Event> try_next() { return answer_.try_next(); }
  /// The terminal event was made: nothing more is wanted from the upstream.
  [[nodiscard]] bool over() const noexcept { return answer_.over(); }

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
  void on_step(ResponseReader::Step step, TimePoint now);
  void on_payload(TimePoint now);
  void on_part(const Part& part);
  void on_call(const Part& part);
  bool is_whole(const codec::JsonValue& arguments, const Offer& offer) const;
  void keep(const Part& part, std::string_view emitted);
  void on_finish_word(std::string_view word);
  void on_refused(const Refused& refused);
  void complete(TimePoint now);
  void fail(FailureClass cause);
  void ask_for_arguments();
  bool begin_required_call();

  Common common_;
  Request request_;
  TimePoint latest_;           ///< the end of the whole answer
  std::vector<Offer> offers_;  ///< of request_.tools
  Answer answer_;
  Asking asking_ = Asking::words;
  bool wants_call_ = true;

  // Of the call that runs.
  std::optional<ResponseReader> reader_;  ///< always there; a new one for each call
  StreamTimers timers_;
  TokenCounts counts_;
  std::optional<FinishReason> reason_;
  bool spoke_ = false;

  Usage usage_before_;  ///< of the calls before it
  SaidContent said_;
  std::optional<Wish> wish_;
  bool open_api_ = false;  ///< the dialect of the schema that was sent last
};

}  // namespace spotter::llm::gemini
