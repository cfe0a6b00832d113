#include "llm/anthropic/messages_decoder.hpp"
#include "llm/anthropic/timeouts.hpp"

#include <spotter/llm/anthropic/provider.hpp>
#include <spotter/llm/http/stream.hpp>

#include <utility>

namespace spotter::llm::anthropic {
namespace {

class AnthropicProvider final : public Provider {
 public:
  AnthropicProvider(http_client::HttpClient& client, ShardExecutor executor, const Clock& clock,
                    Settings settings)
      : client_(client),
        executor_(executor),
        clock_(clock),
        settings_(std::move(settings)),
        timeouts_(resolve_timeouts(settings_)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "anthropic"; }
  [[nodiscard]] std::string_view model() const noexcept override { return settings_.model; }

  std::unique_ptr<Stream> open(Request request, TimePoint deadline, shard::Signal& ready) override {
    const Common common{settings_, timeouts_, tool_form_, parsers_};
    telemetry::SpanParent trace = std::move(request.trace);
    auto decoder =
        std::make_unique<MessagesDecoder>(common, std::move(request), clock_.now(), deadline);
    return http::make_stream(client_, executor_, clock_, std::move(decoder), ready,
                             std::move(trace));
  }

 private:
  http_client::HttpClient& client_;
  ShardExecutor executor_;
  const Clock& clock_;
  Settings settings_;
  ResolvedTimeouts timeouts_;
  ToolForm tool_form_ = ToolForm::strict;
  http::Parsers parsers_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(http_client::HttpClient& client, ShardExecutor executor,
                                        const Clock& clock, Settings settings) {
  return std::make_unique<AnthropicProvider>(client, executor, clock, std::move(settings));
}

}  // namespace spotter::llm::anthropic
