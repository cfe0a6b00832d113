#pragma once

#include "llm/anthropic/messages_dialect.hpp"
#include "llm/anthropic/request_body.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/llm/anthropic/settings.hpp>
#include <spotter/llm/http/decoder.hpp>
#include <spotter/llm/http/one_call.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace spotter::llm::anthropic {

/// What the answers of one provider share. All of it outlives them; the parsers are used during
/// calls only.
struct Common {
  const Settings& settings;
  const ResolvedTimeouts& timeouts;
  ToolForm& tool_form;  ///< plain once the server refused strict tools
  http::Parsers& parsers;
};

/// One answer, over one HTTP call, or over two when the server does not take strict tools: the
/// second offers plain ones, as all later answers do.
class MessagesDecoder final : public http::Decoder {
 public:
  /// The answer ends by itself at `deadline`.
  MessagesDecoder(const Common& common, Request request, TimePoint opened, TimePoint deadline);

  [[nodiscard]] bool wants_call() const noexcept override { return call_->wants_call(); }
  std::optional<http_client::Request> begin_call(TimePoint now) override;
  void on_head(const http::ResponseHead& head, TimePoint now) override;
  void on_bytes(std::string_view bytes, TimePoint now) override;
  void on_end(const Error* error, TimePoint now) override;
  void on_tick(TimePoint now) override;
  void cancel() override { call_->cancel(); }
  [[nodiscard]] TimePoint next_deadline() const noexcept override { return call_->next_deadline(); }
  std::optional<Event> try_next() override { return call_->try_next(); }
  [[nodiscard]] bool over() const noexcept override { return call_->over(); }

 private:
  void make_call(TimePoint opened);
  void try_plain_tools(TimePoint now);

  Common common_;
  Request request_;
  TimePoint latest_;    ///< the end of the whole answer
  ToolForm tool_form_;  ///< of the call that runs
  MessagesDialect* dialect_ = nullptr;
  std::unique_ptr<http::OneCallDecoder> call_;
};

}  // namespace spotter::llm::anthropic
