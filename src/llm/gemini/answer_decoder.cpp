#include "llm/gemini/answer_decoder.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/surrogates.hpp>
#include <spotter/llm/failures.hpp>
#include <spotter/llm/http/json_members.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::llm::gemini {
namespace {

using codec::JsonValue;
using Step = http::ResponseReader::Step;

/// What a finish reason means; nothing: the model wrote what cannot be read.
std::optional<FinishReason> reason_of(std::string_view word) {
  using enum FinishReason;
  constexpr std::array<std::pair<std::string_view, FinishReason>, 8> kWords{
      {{"STOP", stop},
       {"MAX_TOKENS", length},
       {"SAFETY", content_filter},
       {"RECITATION", content_filter},
       {"BLOCKLIST", content_filter},
       {"PROHIBITED_CONTENT", content_filter},
       {"SPII", content_filter},
       {"CONTINUATION", pause}}};
  constexpr std::array<std::string_view, 4> kMalformed{"MALFORMED_FUNCTION_CALL",
                                                       "UNEXPECTED_TOOL_CALL",
                                                       "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE"};
  if (std::find(kMalformed.begin(), kMalformed.end(), word) != kMalformed.end()) return {};
  const auto* const found = std::find_if(kWords.begin(), kWords.end(),
                                         [word](const auto& known) { return known.first == word; });
  return found == kWords.end() ? other : found->second;
}

void add(Usage& sum, const Usage& more) {
  sum.input += more.input;
  sum.cached += more.cached;
  sum.cache_write += more.cache_write;
  sum.output += more.output;
  sum.reasoning += more.reasoning;
}

std::string joined_text_of(const JsonValue& object, std::string_view key) {
  return codec::join_halves(http::text_of(object, key));
}

std::string endpoint(const Settings& settings) {
  std::string_view base_url = settings.base_url;
  while (base_url.ends_with('/'))
    base_url.remove_suffix(1);
  // Without `alt=sse` the answer is one JSON array.
  return std::string(base_url)
      .append("/models/")
      .append(settings.model)
      .append(":streamGenerateContent?alt=sse");
}

http_client::Request make_http_request(const Settings& settings, std::string body) {
  http_client::Request request;
  request.method = "POST";
  request.url = endpoint(settings);
  request.headers = {{"Content-Type", "application/json"},
                     {"Accept", "text/event-stream"},
                     {"User-Agent", "spotter/" SPOTTER_VERSION}};
  // Keys come from files and environments, with line ends. In a URL they would end up in logs.
  const auto key = trimmed(settings.api_key.reveal());
  if (!key.empty()) request.headers.emplace_back("x-goog-api-key", key);
  request.body = std::move(body);
  return request;
}

}  // namespace

AnswerDecoder::AnswerDecoder(const Common& common, Request request, TimePoint opened,
                             TimePoint deadline)
    : common_(common),
      request_(std::move(request)),
      latest_(std::min(opened + common.timeouts.total, deadline)),
      answer_(common.settings.limits, common.parsers.arguments),
      reader_(std::in_place, common.settings.limits, common.parsers.payloads),
      timers_(common.timeouts, opened, latest_) {
  for (const Tool& tool : request_.tools) {
    offers_.push_back({common_.schemas.of(tool.schema, parser()).required});
  }
  if (request_.tool_required && !offers_.empty()) asking_ = Asking::arguments;
}

std::optional<http_client::Request> AnswerDecoder::begin_call(TimePoint now) {
  wants_call_ = false;
  if (now >= latest_) {
    answer_.fail(FailureClass::timeout);
    return std::nullopt;
  }
  if (counts_.known()) add(usage_before_, counts_.usage());
  counts_ = {};
  reason_.reset();
  spoke_ = false;
  reader_.emplace(common_.settings.limits, parser());
  timers_ = StreamTimers(common_.timeouts, now, latest_);
  auto body = write_body();
  if (!body) return std::nullopt;
  return make_http_request(common_.settings, std::move(*body));
}

std::optional<std::string> AnswerDecoder::write_body() {
  const auto& settings = common_.settings;
  Result<std::string> body = std::string();
  if (asking_ == Asking::words) {
    body = write_words_request(request_, settings, parser());
  } else {
    const Tool& tool = request_.tools[wish_ ? wish_->offer : 0];
    WantedArguments wanted{tool, wish_ ? &said_ : nullptr, wish_ ? wish_->call : 0};
    const auto& schema = common_.schemas.of(tool.schema, parser());
    open_api_ = common_.schemas.json_schema_refused && schema.open_api.has_value();
    if (open_api_) wanted.open_api = *schema.open_api;
    body = write_arguments_request(request_, settings, wanted, parser());
  }
  if (body) return std::move(*body);
  answer_.fail(FailureClass::request_too_large);
  return std::nullopt;
}

void AnswerDecoder::on_head(const http::ResponseHead& head, TimePoint now) {
  if (!call_runs()) return;
  timers_.on_headers(now);
  const Step step = reader_->on_head(head);
  if (reader_->refuses()) timers_.on_error_headers(now);
  on_step(step, now);
}

void AnswerDecoder::on_bytes(std::string_view bytes, TimePoint now) {
  if (!call_runs() || bytes.empty()) return;
  timers_.on_bytes(now);
  while (call_runs()) {
    const Step step = reader_->step(bytes);
    on_step(step, now);
    if (step == Step::need_more) return;
  }
}

void AnswerDecoder::on_end(const Error* error, TimePoint now) {
  if (!call_runs()) return;
  if (!reader_->has_head()) {
    answer_.fail(classify_connect_error(error ? *error : Error{Errc::closed, "no response"}));
    return;
  }
  for (Step step = Step::payload; step != Step::need_more && call_runs();) {
    step = reader_->finish(error != nullptr);
    on_step(step, now);
  }
  if (!call_runs()) return;
  if (reason_) {
    complete(now);
  } else {
    answer_.fail(classify_broken_body(error ? *error : Error{Errc::closed, "the body ended"}));
  }
}

void AnswerDecoder::on_tick(TimePoint now) {
  if (!call_runs() || now < next_deadline()) return;
  if (reader_->refuses()) {
    on_step(reader_->finish(true), now);
  } else if (reason_) {
    complete(now);
  } else {
    answer_.fail(FailureClass::timeout);
  }
}

TimePoint AnswerDecoder::next_deadline() const noexcept {
  return over() ? TimePoint::max() : timers_.due();
}

void AnswerDecoder::on_step(Step step, TimePoint now) {
  switch (step) {
    case Step::need_more:
    case Step::words:  // each payload counts tokens too, so no form is ever learnt
      return;
    case Step::done_mark:  // Gemini has none; proxies that know another dialect better add it
      return;
    case Step::payload:
      return on_payload(now);
    case Step::error:
      return on_refused();
    case Step::malformed:
      return answer_.fail(FailureClass::protocol);
  }
}

/// The one thing that is tried again: a schema in the dialect that all servers know.
void AnswerDecoder::on_refused() {
  Refused refused = read_error(reader_->error());
  reader_->advise(refused.failed);
  const bool can_lower = asking_ == Asking::arguments && refused.names_schema && !open_api_;
  if (can_lower) {
    const Tool& tool = request_.tools[wish_ ? wish_->offer : 0];
    const bool lowered = common_.schemas.of(tool.schema, parser()).open_api.has_value();
    common_.schemas.json_schema_refused = lowered;
    wants_call_ = lowered;
    if (lowered) return;
  }
  answer_.fail(std::move(refused.failed));
}

void AnswerDecoder::on_payload(TimePoint now) {
  const auto chunk = read_chunk(reader_->payload());
  if (!chunk) return;
  answer_.start(chunk->response_id, chunk->model);
  if (chunk->usage) {
    counts_.take(*chunk->usage);
    Usage sum = usage_before_;
    add(sum, counts_.usage());
    answer_.usage(sum);
  }
  const std::size_t pieces = answer_.pieces();
  for (const Part& part : chunk->parts) {
    on_part(part);
    if (over()) return;
  }
  const bool had_reason = reason_.has_value();
  if (!chunk->block_reason.empty() && !reason_) reason_ = FinishReason::content_filter;
  on_finish_word(chunk->finish_reason);
  if (over()) return;
  // Some servers keep the line alive with empty chunks: only the first of them is a sign of life.
  const bool first = chunk->has_candidate && !std::exchange(spoke_, true);
  if (answer_.pieces() != pieces || first || reason_.has_value() != had_reason) {
    timers_.on_model_spoke(now);
  }
  if (!reason_) return;
  timers_.on_finish_reason(now);
  // Usage came with the reason; the end of the body is only good for using the connection again.
  if (wish_) timers_.on_done(now);
}

void AnswerDecoder::on_finish_word(std::string_view word) {
  if (word.empty() || reason_) return;
  reason_ = reason_of(word);
  if (reason_) return;
  Failed failed;
  failed.cause = FailureClass::malformed_tool_call;
  failed.code = loggable_code(word);
  answer_.fail(std::move(failed));
}

void AnswerDecoder::on_part(const Part& part) {
  std::string emitted;
  if (part.thought) {
    answer_.reasoning(part.text);
  } else if (asking_ == Asking::words) {
    answer_.text(part.text, emitted);
  } else if (!part.text.empty()) {
    if (!add_arguments(part.text)) return answer_.fail(FailureClass::protocol);
  }
  if (asking_ == Asking::arguments) return;
  if (part.call) return on_call(part);
  keep(part, emitted);
}

/// Half an emoji of the text before a call stays alone.
bool AnswerDecoder::begin_arguments(std::string_view call_id, std::string_view name) {
  answer_.end_texts();
  const std::size_t slot = answer_.tools_begun();
  const std::string made_up = "call_" + std::to_string(slot);
  arguments_index_ = static_cast<std::int64_t>(slot);
  return answer_.tool({arguments_index_, call_id.empty() ? made_up : call_id, name});
}

/// A call that nobody wished for begins with its arguments.
bool AnswerDecoder::add_arguments(std::string_view fragment) {
  if (!arguments_index_ && !begin_arguments({}, request_.tools.front().name)) return false;
  wrote_arguments_ = wrote_arguments_ || !trimmed(fragment).empty();
  return answer_.tool({.index = arguments_index_, .arguments = fragment});
}

/// For the second call: what is signed goes back as it came, words go back as words, thoughts do
/// not.
void AnswerDecoder::keep(const Part& part, std::string_view emitted) {
  if (offers_.empty()) return;
  if (part.has_signature) {
    said_.add_part(codec::join_halves(part.raw.to_json()));
  } else {
    said_.add_text(emitted);
  }
}

bool AnswerDecoder::is_whole(const JsonValue& arguments, const Offer& offer) const {
  std::size_t members = 0;
  arguments.for_each_member([&members](std::string_view, JsonValue) { ++members; });
  return members > 0 && std::all_of(offer.required.begin(), offer.required.end(),
                                    [&](const std::string& name) { return arguments.get(name); });
}

void AnswerDecoder::on_call(const Part& part) {
  // Pieces of arguments come only to those who ask for them, and not from every server.
  if (part.call->get("partialArgs")) return answer_.fail(FailureClass::protocol);
  const std::string name = joined_text_of(*part.call, "name");
  if (name.empty()) return;
  const std::string call_id = joined_text_of(*part.call, "id");
  const auto arguments = part.call->get("args").value_or(JsonValue());
  said_.add_call(codec::join_halves(part.raw.to_json()), call_id, name);
  const auto tool = std::find_if(request_.tools.begin(), request_.tools.end(),
                                 [&](const Tool& offered) { return offered.name == name; });
  if (tool != request_.tools.end()) {
    const auto number = static_cast<std::size_t>(tool - request_.tools.begin());
    Offer& offer = offers_[number];
    if (is_whole(arguments, offer)) {
      offer.called = true;
      if (wish_ && wish_->offer == number) wish_.reset();
    } else if (!wish_ && !offer.called) {
      wish_ = Wish{number, said_.calls().size() - 1};
      return;
    }
  }
  const bool none = arguments.type() == JsonValue::Type::null;
  const std::string text = none ? "{}" : arguments.to_json();
  const auto index = static_cast<std::int64_t>(answer_.tools_begun());
  const std::string id = call_id.empty() ? "call_" + std::to_string(index) : call_id;
  if (!answer_.tool({index, id, name, text})) return answer_.fail(FailureClass::protocol);
  answer_.end_tool(index);
}

/// The call brought all that it had to.
void AnswerDecoder::complete(TimePoint now) {
  const bool may_go_on =
      *reason_ != FinishReason::content_filter && *reason_ != FinishReason::pause;
  if (asking_ == Asking::words && wish_ && may_go_on) {
    if (now >= latest_) return answer_.fail(FailureClass::timeout);
    return ask_for_arguments();
  }
  // Whoever was asked for arguments and gave none did not answer.
  const bool says_nothing = *reason_ == FinishReason::stop || *reason_ == FinishReason::other;
  if (asking_ == Asking::arguments && !wrote_arguments_ && says_nothing) {
    return answer_.fail(FailureClass::empty);
  }
  answer_.reason(*reason_);
  answer_.finish();
}

/// Only now does the call of the tool begin: no words follow, and it has the last slot.
void AnswerDecoder::ask_for_arguments() {
  const auto& call = said_.calls()[wish_->call];
  if (!begin_arguments(call.call_id, call.name)) return answer_.fail(FailureClass::protocol);
  asking_ = Asking::arguments;
  wants_call_ = true;
}

}  // namespace spotter::llm::gemini
