#pragma once

#include "support/llm_transcript.hpp"
#include "support/loop.hpp"
#include "support/scripted_upstream.hpp"

#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace spotter::testing {

inline bool is_terminal(const llm::Event& event) {
  return std::holds_alternative<llm::Finished>(event) || std::holds_alternative<llm::Failed>(event);
}

inline llm::Request question() {
  llm::Request request;
  request.system = "You are a coach.";
  request.messages = {{llm::Role::user, "Make me a plan."}};
  request.locale = "en";
  request.output_tokens_max = 100;
  return request;
}

inline constexpr std::string_view kToolSchema =
    R"({"type":"object","properties":{"goal":{"type":"string"}},"required":["goal"]})";

/// The same in a chat that has a tool.
inline llm::Request question_with_tool() {
  llm::Request request = question();
  request.tools = {{"create_workout_plan", "Makes a plan.", kToolSchema}};
  return request;
}

/// A provider on a real client, and the upstream that it asks. `make` is the make_provider() of its
/// room.
template <class Settings, auto make>
class ProviderWorld {
 public:
  /// `path`: of the base URL. `usual`: what is asked unless told otherwise.
  ProviderWorld(const std::string& path, std::string_view key, std::string_view model,
                llm::Request usual)
      : usual_(std::move(usual)) {
    settings.base_url = upstream.url(path);
    settings.api_key = Secret(std::string(key));
    settings.model = model;
  }
  ProviderWorld(const ProviderWorld&) = delete;
  ProviderWorld& operator=(const ProviderWorld&) = delete;
  ~ProviderWorld() {
    provider_.reset();
    loop.run(client.stop());
  }

  llm::Provider& provider() {
    if (!provider_) {
      provider_ = make(client, loop.executor(), clock, settings);
    }
    return *provider_;
  }
  std::unique_ptr<llm::Stream> open() { return open(usual_); }
  std::unique_ptr<llm::Stream> open(llm::Request request) {
    return provider().open(std::move(request), clock.now() + kPatience, ready);
  }

  /// Takes events until `enough` says so, or the stream is over.
  Task<std::vector<llm::Event>> take(llm::Stream& stream,
                                     std::function<bool(const llm::Event&)> enough) {
    std::vector<llm::Event> events;
    for (;;) {
      auto event = stream.try_next();
      if (!event) {
        co_await ready.wait();
        continue;
      }
      events.push_back(std::move(*event));
      if (is_terminal(events.back()) || enough(events.back())) co_return events;
    }
  }
  template <class Kind>
  std::vector<llm::Event> take_until(llm::Stream& stream) {
    return loop.run(
        take(stream, [](const llm::Event& event) { return std::holds_alternative<Kind>(event); }));
  }
  std::vector<std::string> rest_of(llm::Stream& stream) {
    auto events = loop.run(take(stream, is_terminal));
    CHECK_FALSE(stream.try_next());
    return canonical(events);
  }
  /// What comes of one request that is answered like this.
  std::vector<std::string> answer_to(Script script) {
    upstream.reply(std::move(script));
    const auto stream = open();
    return rest_of(*stream);
  }
  /// What comes of one request whose calls are answered like this.
  std::vector<std::string> answer_to_calls(std::vector<Script> scripts) {
    for (auto& script : scripts)
      upstream.reply(std::move(script));
    const auto stream = open();
    return rest_of(*stream);
  }
  /// One question where nobody listens.
  std::vector<std::string> refused() {
    upstream.stop_accepting();
    const auto stream = open();
    return rest_of(*stream);
  }
  /// One question that is longer than requests may be; nothing of it goes out.
  std::vector<std::string> asked_too_much(llm::Request request) {
    request.messages[0].text = std::string(settings.request_bytes_max, 'x');
    const auto stream = open(std::move(request));
    auto lines = rest_of(*stream);
    loop.settle();
    CHECK(upstream.connections_accepted() == 0);
    return lines;
  }
  /// An upstream that says more than the buffers of two sockets hold stands still while nobody
  /// takes it, and nothing is lost.
  struct LongAnswer {
    std::string begin;  ///< with the head of the response
    std::function<std::string(std::string_view)> says;
    std::string end;
  };
  void check_stands_still(const LongAnswer& answer) {
    constexpr std::size_t kEvents = 120;
    constexpr std::size_t kEventText = 100'000;
    const std::string event = answer.says(std::string(kEventText, 'x'));
    Script script{step::Send{answer.begin}};
    for (std::size_t i = 0; i < kEvents; ++i)
      script.emplace_back(step::Send{chunk(event)});
    script.emplace_back(step::Send{chunk(answer.end) + last_chunk()});
    upstream.reply(std::move(script));
    const auto stream = open();
    REQUIRE(loop.turn_until([&] { return upstream.writes_blocked() > 0; }));
    loop.settle();
    CHECK(upstream.writes_blocked() == 1);
    CHECK(upstream.bytes_sent() < kEvents * event.size());
    std::size_t bytes = 0;
    for (const auto& taken : loop.run(take(*stream, is_terminal))) {
      if (const auto* text = std::get_if<llm::Text>(&taken)) bytes += text->fragment.size();
    }
    CHECK(bytes == kEvents * kEventText);
  }
  /// The upstream notices that the connections are gone.
  bool upstream_is_left_alone() {
    return loop.turn_until([this] {
      return upstream.connections_closed_by_peer() == upstream.connections_accepted() &&
             upstream.connections_accepted() > 0;
    });
  }

  Loop loop;
  ScriptedUpstream upstream{loop};
  SystemClock clock;
  shard::WorkerPool workers{1, 16};
  http_client::HttpClient client{loop.executor(), workers, {}};
  shard::Signal ready{loop.executor()};
  Settings settings;

 private:
  llm::Request usual_;
  std::unique_ptr<llm::Provider> provider_;
};

/// The answer of a transcript as an upstream gives it, each piece of the body in a write of its
/// own.
inline Script script_of(const LlmTranscript& transcript, std::size_t piece) {
  Headers headers = transcript.headers;
  headers.emplace_back("Transfer-Encoding", "chunked");
  Script script{step::Send{response_head(transcript.status, headers)}};
  for (std::size_t at = 0; at < transcript.body.size(); at += piece) {
    script.emplace_back(step::Send{chunk(transcript.body.substr(at, piece))});
  }
  switch (transcript.end) {
    case LlmTranscript::End::clean:
      script.emplace_back(step::Send{last_chunk()});
      break;
    case LlmTranscript::End::reset:
      script.emplace_back(step::Close{});
      break;
    case LlmTranscript::End::idle:
      script.emplace_back(step::Stall{});
      break;
    case LlmTranscript::End::unreachable:
      break;
  }
  return script;
}

}  // namespace spotter::testing
