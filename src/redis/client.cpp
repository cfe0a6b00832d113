#include "redis/core.hpp"

#include <spotter/redis/client.hpp>

namespace spotter::redis {
namespace {

telemetry::Span begin_span(const telemetry::SpanParent& trace, const std::vector<std::string>& args,
                           const Settings& settings) {
  if (args.empty()) return {};
  telemetry::Span span = trace.begin(args.front(), telemetry::SpanKind::client);
  span.set("db.system.name", "redis");
  span.set("db.operation.name", args.front());
  if (settings.endpoint.socket_path.empty()) {
    span.set("server.address", settings.endpoint.host);
    span.set("server.port", settings.endpoint.port);
  }
  return span;
}

/// `error.type`.
std::string_view type_of(const Error& error) noexcept {
  switch (error.code) {
    case Errc::refused:
      return error.note.empty() ? std::string_view("refused") : error.note;
    case Errc::timed_out:
      return "timed_out";
    case Errc::overloaded:
    case Errc::too_large:
      return "overloaded";
    case Errc::cancelled:
      return "cancelled";
    default:
      return "unavailable";
  }
}

Result<Reply> noted(telemetry::Span& span, Result<Reply> result) {
  if (!result) span.fail(type_of(result.error()));
  return result;
}

}  // namespace

Client::Client(ShardExecutor executor, shard::WorkerPool& workers, const Clock& clock,
               Entropy& entropy, telemetry::Log& log, Settings settings)
    : core_(std::make_shared<Core>(executor, workers, clock, entropy, log, std::move(settings))) {}

Client::~Client() {
  core_->stop();
}

Task<void> Client::run() {
  return Core::run(core_);
}

void Client::stop() {
  core_->stop();
}

Task<Result<Reply>> Client::command(std::vector<std::string> args, telemetry::SpanParent trace) {
  telemetry::Span span = begin_span(trace, args, core_->settings());
  auto waiting = core_->send(args);
  if (!waiting) co_return noted(span, waiting.error());
  auto result = co_await Waiting::result_of(std::move(*waiting));
  co_return noted(span, std::move(result));
}

Task<std::vector<Result<Reply>>> Client::pipeline(std::vector<std::vector<std::string>> commands) {
  std::vector<Result<std::shared_ptr<Waiting>>> sent;
  sent.reserve(commands.size());
  for (const auto& command : commands)
    sent.push_back(core_->send(command));
  std::vector<Result<Reply>> results;
  results.reserve(sent.size());
  for (auto& waiting : sent) {
    if (!waiting) {
      results.emplace_back(waiting.error());
      continue;
    }
    auto result = co_await Waiting::result_of(std::move(*waiting));
    results.push_back(std::move(result));
  }
  co_return results;
}

Task<Result<Reply>> Client::eval(const Script& script, std::string key,
                                 std::vector<std::string> args, telemetry::SpanParent trace) {
  // Not of `this` and `script` after the first wait: they may be gone by then.
  const std::shared_ptr<Core> core = core_;
  std::vector<std::string> words{"EVALSHA", script.sha1(), "1", std::move(key)};
  words.reserve(words.size() + args.size());
  std::move(args.begin(), args.end(), std::back_inserter(words));
  auto source = script.source();
  telemetry::Span span = begin_span(trace, words, core->settings());
  auto waiting = core->send(words);
  if (!waiting) co_return noted(span, waiting.error());
  auto result = co_await Waiting::result_of(std::move(*waiting));
  if (result || result.error().note != "NOSCRIPT") co_return noted(span, std::move(result));
  // One span for both: what was asked for is the same.
  words[0] = "EVAL";
  words[1] = std::move(source);
  waiting = core->send(words);
  if (!waiting) co_return noted(span, waiting.error());
  result = co_await Waiting::result_of(std::move(*waiting));
  co_return noted(span, std::move(result));
}

std::string Client::key(std::string_view name) const {
  return std::string(core_->settings().key_prefix).append(name);
}

bool Client::is_connected() const noexcept {
  return core_->is_usable();
}

Standing Client::standing() const {
  return core_->standing();
}

const Metrics& Client::metrics() const noexcept {
  return core_->metrics();
}

std::string_view name_of(State state) noexcept {
  switch (state) {
    case State::connecting:
      return "connecting";
    case State::connected:
      return "connected";
    case State::away:
      return "away";
  }
  return "?";
}

}  // namespace spotter::redis
