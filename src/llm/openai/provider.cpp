#include "llm/openai/chat_dialect.hpp"
#include "llm/openai/request_body.hpp"
#include "llm/openai/responses_dialect.hpp"
#include "llm/openai/timeouts.hpp"

#include <spotter/base/text.hpp>
#include <spotter/llm/http/one_call.hpp>
#include <spotter/llm/http/stream.hpp>
#include <spotter/llm/openai/provider.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace spotter::llm::openai {
namespace {

http_client::Request make_http_request(const Settings& settings, const Capabilities& capabilities,
                                       std::string body) {
  http_client::Request request;
  request.method = "POST";
  std::string_view base_url = settings.base_url;
  while (base_url.ends_with('/'))
    base_url.remove_suffix(1);
  request.url.append(base_url).append(capabilities.responses ? "/responses" : "/chat/completions");
  request.headers = {{"Content-Type", "application/json"},
                     {"Accept", "text/event-stream"},
                     {"User-Agent", "spotter/" SPOTTER_VERSION}};
  request.headers.insert(request.headers.end(), capabilities.headers.begin(),
                         capabilities.headers.end());
  // Keys come from files and environments, with line ends.
  const auto key = trimmed(settings.api_key.reveal());
  if (!key.empty()) request.headers.emplace_back("Authorization", "Bearer " + std::string(key));
  request.body = std::move(body);
  return request;
}

std::unique_ptr<http::Dialect> make_dialect(const Capabilities& capabilities) {
  if (capabilities.responses) return std::make_unique<ResponsesDialect>();
  return std::make_unique<ChatDialect>();
}

/// A start that fails: what reads settings asks the same before.
Capabilities capabilities_for(const Settings& settings) {
  if (settings.capabilities) return *settings.capabilities;
  std::string why;
  auto chosen = choose_capabilities(settings, why);
  if (!chosen) throw std::invalid_argument(why);
  return std::move(*chosen);
}

class OpenAiProvider final : public Provider {
 public:
  OpenAiProvider(http_client::HttpClient& client, ShardExecutor executor, const Clock& clock,
                 Settings settings)
      : client_(client),
        executor_(std::move(executor)),
        clock_(clock),
        settings_(std::move(settings)),
        capabilities_(capabilities_for(settings_)),
        timeouts_(resolve_timeouts(settings_, capabilities_)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "openai"; }
  [[nodiscard]] std::string_view model() const noexcept override { return settings_.model; }

  std::unique_ptr<Stream> open(Request request, TimePoint deadline, shard::Signal& ready) override {
    auto decoder = std::make_unique<http::OneCallDecoder>(
        write_request(request), make_dialect(capabilities_), timeouts_, settings_.limits, parsers_,
        clock_.now(), deadline);
    return http::make_stream(client_, executor_, clock_, std::move(decoder), ready,
                             std::move(request.trace));
  }

 private:
  [[nodiscard]] Result<http_client::Request> write_request(const Request& request) const {
    auto body = write_request_body(request, settings_, capabilities_);
    if (!body) return body.error();
    return make_http_request(settings_, capabilities_, std::move(*body));
  }

  http_client::HttpClient& client_;
  ShardExecutor executor_;
  const Clock& clock_;
  Settings settings_;
  Capabilities capabilities_;
  ResolvedTimeouts timeouts_;
  http::Parsers parsers_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(http_client::HttpClient& client, ShardExecutor executor,
                                        const Clock& clock, Settings settings) {
  return std::make_unique<OpenAiProvider>(client, std::move(executor), clock, std::move(settings));
}

}  // namespace spotter::llm::openai
