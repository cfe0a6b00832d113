#include "component/http_client_world.hpp"
#include "llm/anthropic/messages_decoder.hpp"
#include "llm/anthropic/timeouts.hpp"
#include "support/llm_player.hpp"
#include "support/llm_transcript.hpp"
#include "support/temporary.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <vector>

using namespace spotter;
using namespace spotter::testing;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kKey = "sk-ant-0123456789/abc";
using Trouble = http_client::Recording::Trouble;

std::vector<std::string> files_in(const TemporaryFolder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    names.push_back(entry.path().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// A client that records, and the upstream that it asks.
class RecordingWorld {
 public:
  explicit RecordingWorld(std::size_t files_max = 1000, std::size_t file_bytes_max = 1'000'000)
      : http(settings(files_max, file_bytes_max)), upstream(http.loop) {}

  std::unique_ptr<http_client::Exchange> ask(std::string_view path = "/v1/messages?secret=1") {
    http_client::Request request;
    request.recorded = recorded;
    request.url = upstream.url(path);
    request.headers = {{"x-api-key", std::string(kKey)}};
    request.body = "the question";
    return http.client.start(std::move(request), http.progress);
  }
  bool recorded = true;  ///< what is asked next
  /// Asks, and takes the whole answer.
  std::string answer_to(Script script) {
    upstream.reply(std::move(script));
    const auto exchange = ask();
    return http.whole_body(*exchange);
  }
  LlmTranscript only_record() {
    // Not before it is written to its end.
    http.loop.run(http.client.stop());
    const auto files = files_in(folder);
    REQUIRE(files.size() == 1);
    return load_llm_transcript(files.front());
  }

  TemporaryFolder folder;
  std::vector<Trouble> troubles;
  HttpWorld http;
  ScriptedUpstream upstream;

 private:
  http_client::Settings settings(std::size_t files_max, std::size_t file_bytes_max) {
    http_client::Settings settings = patient_settings();
    settings.recording.folder = folder.path().string();
    settings.recording.files_max = files_max;
    settings.recording.file_bytes_max = file_bytes_max;
    settings.recording.on_trouble = [this](Trouble trouble) { troubles.push_back(trouble); };
    return settings;
  }
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Script sends(std::string_view bytes, std::size_t piece) {
  Script script{step::Send{sse_head(Framing::chunked)}};
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    script.emplace_back(step::Send{chunk(bytes.substr(at, piece))});
  script.emplace_back(step::Send{last_chunk()});
  return script;
}

/// What an Anthropic's answer becomes: in the pieces in which it was read, if that is known.
std::vector<std::string> played(const LlmTranscript& transcript) {
  const llm::anthropic::Settings settings;
  const auto timeouts = llm::anthropic::resolve_timeouts(settings);
  auto tool_form = llm::anthropic::ToolForm::strict;
  llm::http::Parsers parsers;
  llm::Request request;
  request.messages = {{llm::Role::user, "Make me a plan."}};
  llm::anthropic::MessagesDecoder decoder({settings, timeouts, tool_form, parsers}, request,
                                          kPlayStart, TimePoint::max());
  REQUIRE(decoder.begin_call(kPlayStart));
  decoder.on_head(head_of(transcript), kPlayStart);
  std::string_view body = transcript.body;
  for (const auto& read : transcript.reads) {
    decoder.on_bytes(body.substr(0, read.bytes), kPlayStart + read.at);
    body.remove_prefix(read.bytes);
  }
  decoder.on_bytes(body, kPlayStart);
  decoder.on_end(nullptr, kPlayStart);
  std::vector<llm::Event> events;
  while (auto event = decoder.try_next())
    events.push_back(std::move(*event));
  return canonical(events);
}

}  // namespace

TEST_CASE("an answer that was recorded becomes the same events when it is played again",
          "[http_client]") {
  for (const auto& transcript : load_llm_transcripts("anthropic")) {
    const bool plain = transcript.end == LlmTranscript::End::clean && transcript.then.empty() &&
                       transcript.status == 200 &&
                       transcript.header("content-type") == "text/event-stream";
    if (!plain) continue;
    INFO(transcript.name << ": " << transcript.title);
    RecordingWorld world;
    CHECK(world.answer_to(sends(transcript.body, 100)) == transcript.body);
    const LlmTranscript record = world.only_record();
    CHECK((record.body == transcript.body));
    CHECK(record.status == 200);
    CHECK(record.header("content-type") == "text/event-stream");
    CHECK(record.end == LlmTranscript::End::clean);
    CHECK(record.events.empty());
    CHECK(played(record) == played(transcript));
  }
}

TEST_CASE("bytes of any kind survive being recorded", "[http_client]") {
  RecordingWorld world;
  std::string odd = "== body\n== then\n== events\n\r\r\n\n";
  for (int byte = 0; byte < 256; ++byte)
    odd += static_cast<char>(byte);
  odd += "\n== timing\n1 2\n";
  CHECK((world.answer_to(sends(odd, 7)) == odd));
  const LlmTranscript record = world.only_record();
  CHECK((record.body == odd));
  CHECK(record.then.empty());
}

TEST_CASE("the pace of an answer is recorded", "[http_client]") {
  RecordingWorld world;
  world.upstream.reply({step::Send{sse_head(Framing::chunked) + chunk("one")},
                        step::AwaitGate{"go"}, step::Send{chunk("three") + last_chunk()}});
  const auto exchange = world.ask();
  std::string body;
  REQUIRE(world.http.loop.turn_until([&] {
    body += exchange->take_body();
    return body == "one";
  }));
  world.upstream.release("go");
  world.http.whole_body(*exchange);
  const LlmTranscript record = world.only_record();
  REQUIRE(record.reads.size() == 2);
  CHECK(record.reads[0].bytes == 3);
  CHECK(record.reads[1].bytes == 5);
  CHECK(record.reads[0].at <= record.reads[1].at);
}

TEST_CASE("a record is for its owner only, and holds nothing of the request", "[http_client]") {
  RecordingWorld world;
  const std::string echo = "your key " + std::string(kKey) + " is known";
  CHECK(world.answer_to(sends(echo, 5)) == echo);
  CHECK(world.only_record().body == "your key *** is known");
  const std::string file = files_in(world.folder).front();
  struct stat about {};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600U);
  CHECK(fs::path(file).filename().string().starts_with("127.0.0.1-20"));
  const std::string content = content_of(file);
  CHECK(content.find("sk-ant") == std::string::npos);
  CHECK(content.find("secret") == std::string::npos);
  CHECK(content.find("the question") == std::string::npos);
}

TEST_CASE("an error of the upstream is recorded with its advice", "[http_client]") {
  RecordingWorld world;
  world.answer_to({step::Send{http_response(
      529, {{"Content-Type", "application/json"}, {"Retry-After", "3"}, {"Set-Cookie", "a=b"}},
      "{}")}});
  const LlmTranscript record = world.only_record();
  CHECK(record.status == 529);
  CHECK(record.header("retry-after") == "3");
  CHECK(record.header("set-cookie").empty());
}

TEST_CASE("an answer that breaks, or that we leave, is recorded as far as it came",
          "[http_client]") {
  RecordingWorld world;
  SECTION("it breaks") {
    world.answer_to({step::Send{sse_head(Framing::chunked) + chunk("half")}, step::Close{}});
    const LlmTranscript record = world.only_record();
    CHECK(record.body == "half");
    CHECK(record.end == LlmTranscript::End::reset);
  }
  SECTION("we leave") {
    world.upstream.reply({step::Send{sse_head(Framing::chunked) + chunk("half")}, step::Stall{}});
    auto exchange = world.ask();
    std::string body;
    REQUIRE(world.http.loop.turn_until([&] {
      body += exchange->take_body();
      return body == "half";
    }));
    const bool by_destroying = GENERATE(false, true);
    if (!by_destroying) exchange->cancel();
    exchange.reset();
    const LlmTranscript record = world.only_record();
    CHECK(record.body == "half");
    CHECK(record.end == LlmTranscript::End::idle);
  }
}

TEST_CASE("what nobody wants to be recorded is not", "[http_client]") {
  RecordingWorld world;
  world.recorded = false;
  world.answer_to({step::Send{http_response(200, {}, "a receipt")}});
  world.recorded = true;
  world.answer_to({step::Send{http_response(200, {}, "an answer")}});
  CHECK(world.only_record().body == "an answer");
}

TEST_CASE("a call without a response is not recorded", "[http_client]") {
  RecordingWorld world;
  world.upstream.stop_accepting();
  const auto exchange = world.ask();
  REQUIRE(world.http.until_done(*exchange));
  world.http.loop.run(world.http.client.stop());
  CHECK(files_in(world.folder).empty());
}

TEST_CASE("a response over the limit of a file is cut in its record only", "[http_client]") {
  RecordingWorld world(10, 1000);
  const std::string large(5000, 'x');
  CHECK((world.answer_to(sends(large, 400)) == large));
  const LlmTranscript record = world.only_record();
  CHECK(record.body.size() <= 1000);
  CHECK(record.body.size() > 900);
  CHECK(record.end == LlmTranscript::End::reset);
}

TEST_CASE("after the last file nothing is recorded, which is told once", "[http_client]") {
  RecordingWorld world(2);
  for (int i = 0; i < 5; ++i)
    world.answer_to(sends("x", 1));
  world.http.loop.run(world.http.client.stop());
  CHECK(files_in(world.folder).size() == 2);
  CHECK(world.troubles == std::vector<Trouble>{Trouble::over_limit});
}

TEST_CASE("a record that cannot be written is told, and the answer goes on", "[http_client]") {
  RecordingWorld world;
  fs::remove_all(world.folder.path());
  CHECK(world.answer_to(sends("fine", 1)) == "fine");
  world.http.loop.run(world.http.client.stop());
  CHECK(world.troubles == std::vector<Trouble>{Trouble::lost});
}

TEST_CASE("a folder for records that is none fails the start", "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.recording.folder = GENERATE("/nonexistent/folder", "/etc/hostname");
  CHECK(http_client::fault_in(settings).find(settings.recording.folder) != std::string::npos);
  Loop loop;
  shard::WorkerPool workers(1, 1);
  CHECK_THROWS_AS(http_client::HttpClient(loop.executor(), workers, settings), std::runtime_error);
}
