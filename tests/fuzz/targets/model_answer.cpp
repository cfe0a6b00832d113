#include "fuzz/check.hpp"
#include "llm/openai/chat_dialect.hpp"
#include "llm/openai/responses_dialect.hpp"
#include "llm/openai/timeouts.hpp"

#include <spotter/codec/utf8.hpp>
#include <spotter/llm/http/one_call.hpp>
#include <spotter/llm/openai/settings.hpp>

#include <string>
#include <variant>

// What a server of OpenAI's dialects answers: it ends once, with text that is text, and pieces make
// no difference. The first byte picks dialect and status.
using namespace spotter;
using namespace spotter::llm;

namespace {

struct Told {
  std::string text;
  std::string arguments;
  int ends = 0;
  bool failed = false;
  friend bool operator==(const Told&, const Told&) = default;
};

void take(http::Decoder& decoder, Told& told) {
  while (auto event = decoder.try_next()) {
    fuzz::check(told.ends == 0, "nothing follows the end");
    if (const auto* text = std::get_if<Text>(&*event)) told.text += text->fragment;
    if (const auto* more = std::get_if<ToolArgs>(&*event)) told.arguments += more->fragment;
    const bool failed = std::holds_alternative<Failed>(*event);
    if (failed || std::holds_alternative<Finished>(*event)) ++told.ends;
    told.failed = told.failed || failed;
  }
}

/// Reads each payload, where the dialect alone compares those that look the same.
template <class Dialect>
class Thorough final : public Dialect {
 public:
  [[nodiscard]] http::PayloadMembers members() const override { return {}; }
};

template <class Dialect>
std::unique_ptr<http::Dialect> make_dialect(bool thorough) {
  if (thorough) return std::make_unique<Thorough<Dialect>>();
  return std::make_unique<Dialect>();
}

Told play(unsigned how, std::string_view body, std::size_t piece, bool thorough = false) {
  const openai::Settings settings;
  http::Parsers parsers;
  auto dialect = (how & 1U) != 0 ? make_dialect<openai::ResponsesDialect>(thorough)
                                 : make_dialect<openai::ChatDialect>(thorough);
  http::OneCallDecoder decoder(http_client::Request{}, std::move(dialect),
                               resolve_timeouts(settings, openai::Capabilities{}), settings.limits,
                               parsers, TimePoint(), TimePoint::max());
  fuzz::check(decoder.begin_call(TimePoint()).has_value(), "it asks");
  http::ResponseHead head;
  head.status = (how & 2U) != 0 ? 429 : 200;
  head.content_type = (how & 4U) != 0 ? "application/json" : "text/event-stream";
  decoder.on_head(head, TimePoint());
  Told told;
  for (std::size_t at = 0; at < body.size(); at += piece) {
    decoder.on_bytes(body.substr(at, piece), TimePoint());
    take(decoder, told);
  }
  decoder.on_end(nullptr, TimePoint());
  take(decoder, told);
  fuzz::check(decoder.over() && told.ends == 1, "it ends once");
  fuzz::check(codec::valid_utf8(told.text), "text is text");
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.empty()) return 0;
  const auto how = static_cast<unsigned char>(input.front());
  const std::string_view body = input.substr(1);
  const Told whole = play(how, body, body.size() + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{11}})
    fuzz::check(play(how, body, piece) == whole, "pieces make no difference");
  fuzz::check(play(how, body, body.size() + 1, true) == whole, "nor does comparing");
  return 0;
}
