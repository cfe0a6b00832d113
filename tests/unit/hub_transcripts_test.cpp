#include "support/hub_machine.hpp"
#include "support/source_tree.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace spotter::hub {
namespace {

using testing::HubMachine;

/// The coach's hub; no call completes by itself.
Description coach_hub() {
  using enum ArgumentType;
  Description hub;
  hub.methods.resize(4);
  hub.methods[0].name = "Introduce";
  hub.methods[0].arguments = {string, integer, string};
  hub.methods[1].name = "SendMessage";
  hub.methods[1].arguments = {string, integer};
  hub.methods[2].name = "RestartChat";
  hub.methods[2].slot = Slot::out_of_band;
  hub.methods[3].name = "StopInProgress";
  hub.methods[3].slot = Slot::out_of_band;
  return hub;
}

/// Consecutive client records are one piece of the stream, however they reach the server.
struct Step {
  enum class Kind { client, server, application, end } kind;
  std::string text;
};

std::vector<Step> read_transcript(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Step> steps;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::string text = line.substr(2);
    if (line[0] == 'C' && !steps.empty() && steps.back().kind == Step::Kind::client) {
      steps.back().text += testing::record(text);
    } else if (line[0] == 'C') {
      steps.push_back({Step::Kind::client, testing::record(text)});
    } else if (line[0] == 'S') {
      steps.push_back({Step::Kind::server, testing::record(text)});
    } else if (line[0] == 'A') {
      steps.push_back({Step::Kind::application, text});
    } else {
      REQUIRE(line[0] == 'E');
      steps.push_back({Step::Kind::end, text});
    }
  }
  return steps;
}

/// Machine and application of one replay. Calls are kept, not completed.
class Replay {
 public:
  void client(std::string_view bytes) {
    connection_.on_bytes(bytes);
    go_on();
  }
  void application(const std::string& text) {
    std::istringstream words(text);
    std::string verb;
    std::size_t n = 0;
    words >> verb >> n >> std::ws;
    REQUIRE(n >= 1);
    REQUIRE(n <= keys_.size());
    if (verb == "complete") {
      connection_.complete(keys_[n - 1]);
    } else if (verb == "free") {
      connection_.free_slot(keys_[n - 1]);
    } else {
      REQUIRE(verb == "fail");
      Failure failure;
      words >> failure.type >> std::ws;
      std::getline(words, failure.message);
      connection_.fail(keys_[n - 1], failure);
    }
    go_on();
  }
  [[nodiscard]] std::string take_said() { return std::exchange(connection_.output(), {}); }
  [[nodiscard]] const Connection& connection() const { return connection_; }

 private:
  void go_on() {
    for (;;) {
      auto step = connection_.next(TimePoint{});
      if (auto* invocation = std::get_if<Invocation>(&step)) {
        keys_.push_back(invocation->key);
      } else if (std::holds_alternative<Connection::Wait>(step)) {
        return;
      }
    }
  }

  Description hub_ = coach_hub();
  codec::JsonParser parser_;
  Connection connection_{hub_, Peer{}, parser_, TimePoint{}};
  std::vector<InvocationKey> keys_;
};

/// Replays with each client piece cut by `feed(replay, bytes, offset in the whole client stream)`.
template <class Feed>
void replay(const std::vector<Step>& steps, Feed feed) {
  Replay replay;
  std::size_t offset = 0;
  std::string expected;
  std::string said;
  for (const Step& step : steps) {
    switch (step.kind) {
      case Step::Kind::client:
        feed(replay, step.text, offset);
        offset += step.text.size();
        break;
      case Step::Kind::server:
        expected += step.text;
        break;
      case Step::Kind::application:
        replay.application(step.text);
        break;
      case Step::Kind::end:
        REQUIRE(replay.connection().ended());
        REQUIRE(name_of(replay.connection().ending()) == step.text);
        break;
    }
    said += replay.take_said();
    REQUIRE(said.size() >= expected.size());
  }
  REQUIRE(said == expected);
}

std::vector<std::filesystem::path> transcripts() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(testing::source_path("tests/data/hub/transcripts"))) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST_CASE("transcripts are answered as they say, however their bytes are cut", "[hub]") {
  const auto paths = transcripts();
  REQUIRE(paths.size() >= 8);
  for (const auto& path : paths) {
    INFO(path.filename());
    const auto steps = read_transcript(path);
    std::size_t bytes = 0;
    for (const Step& step : steps)
      bytes += step.kind == Step::Kind::client ? step.text.size() : 0;
    REQUIRE(bytes > 0);

    replay(steps, [](Replay& to, std::string_view text, std::size_t) { to.client(text); });
    replay(steps, [](Replay& to, std::string_view text, std::size_t) {
      for (const char& byte : text)
        to.client(std::string_view(&byte, 1));
    });
    for (std::size_t cut = 0; cut <= bytes; ++cut) {
      replay(steps, [cut](Replay& to, std::string_view text, std::size_t offset) {
        const std::size_t here = std::clamp(cut, offset, offset + text.size()) - offset;
        to.client(text.substr(0, here));
        to.client(text.substr(here));
      });
    }
  }
}

TEST_CASE("a transcript's text reaches the application unescaped", "[hub]") {
  HubMachine machine;
  machine.shake_hands();
  machine.says(
      testing::record(R"({"arguments":["\u0048i\ud83d\udcaa \ud83d"],"target":"Echo","type":1})"));
  REQUIRE(machine.calls.at(0).arguments ==
          std::vector<Argument>{"Hi\xF0\x9F\x92\xAA \xEF\xBF\xBD"});
}

}  // namespace
}  // namespace spotter::hub
