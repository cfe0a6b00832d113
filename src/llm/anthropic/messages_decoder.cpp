#include "llm/anthropic/messages_decoder.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace spotter::llm::anthropic {
namespace {

/// `/v1/messages`, also where somebody wrote the version into the base URL.
std::string endpoint(std::string_view base_url) {
  while (base_url.ends_with('/'))
    base_url.remove_suffix(1);
  if (base_url.ends_with("/v1")) base_url.remove_suffix(3);
  return std::string(base_url).append("/v1/messages");
}

http_client::Request make_http_request(const Settings& settings, std::string body) {
  http_client::Request request;
  request.method = "POST";
  request.url = endpoint(settings.base_url);
  request.headers = {{"Content-Type", "application/json"},
                     {"Accept", "text/event-stream"},
                     {"User-Agent", "spotter/" SPOTTER_VERSION},
                     {"anthropic-version", settings.version}};
  // Keys come from files and environments, with line ends.
  const auto key = trimmed(settings.api_key.reveal());
  if (!key.empty()) request.headers.emplace_back("x-api-key", key);
  request.body = std::move(body);
  return request;
}

}  // namespace

MessagesDecoder::MessagesDecoder(const Common& common, Request request, TimePoint opened,
                                 TimePoint deadline)
    : common_(common),
      request_(std::move(request)),
      latest_(std::min(opened + common.timeouts.total, deadline)),
      tool_form_(common.tool_form) {
  make_call(opened);
}

void MessagesDecoder::make_call(TimePoint opened) {
  tool_form_ = common_.tool_form;
  auto body = write_request_body(request_, common_.settings, tool_form_, common_.parsers.arguments);
  Result<http_client::Request> request = Error{Errc::too_large, "the request is too large"};
  if (body) request = make_http_request(common_.settings, std::move(*body));
  auto dialect = std::make_unique<MessagesDialect>();
  dialect_ = dialect.get();
  call_ = std::make_unique<http::OneCallDecoder>(std::move(request), std::move(dialect),
                                                 common_.timeouts, common_.settings.limits,
                                                 common_.parsers, opened, latest_);
}

/// The one thing that is tried again. Nothing was said before such an error.
void MessagesDecoder::try_plain_tools(TimePoint now) {
  const bool refused = call_->over() && dialect_->tools_refused();
  if (!refused || tool_form_ == ToolForm::plain || request_.tools.empty()) return;
  if (now >= latest_) return;
  common_.tool_form = ToolForm::plain;
  make_call(now);
}

std::optional<http_client::Request> MessagesDecoder::begin_call(TimePoint now) {
  return call_->begin_call(now);
}

void MessagesDecoder::on_head(const http::ResponseHead& head, TimePoint now) {
  call_->on_head(head, now);
}

void MessagesDecoder::on_bytes(std::string_view bytes, TimePoint now) {
  call_->on_bytes(bytes, now);
  try_plain_tools(now);
}

void MessagesDecoder::on_end(const Error* error, TimePoint now) {
  call_->on_end(error, now);
  try_plain_tools(now);
}

void MessagesDecoder::on_tick(TimePoint now) {
  call_->on_tick(now);
  try_plain_tools(now);
}

}  // namespace spotter::llm::anthropic
