#include "api/chat_hub.hpp"

#include "support/answer_reader.hpp"
#include "support/memory_transport.hpp"
#include "support/plan_model.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/hub/session.hpp>

#include <map>

// The coach's hubs as a client of SignalR meets them, record by record.
namespace spotter {
namespace {

using namespace std::chrono_literals;
using api::Contract;
using llm::FailureClass;
using testing::AnswerReader;
using testing::ChatWorld;
using testing::Document;
using testing::Model;

constexpr char kEnd = '\x1e';

/// A coach behind its hub, and a client that speaks JSON. Declared after its world.
class Connection {
 public:
  explicit Connection(ChatWorld& world, Contract contract = Contract::second,
                      std::size_t generations_max = 100)
      : world_(world),
        description_(api::chat_hub_description(contract, {})),
        transport_(world.context.get_executor()),
        ticker_(
            world.context.get_executor(), world.clock,
            [](std::exception_ptr bug) { std::rethrow_exception(bug); }, 1h),
        services_(world.services()),
        speaker_{"session-1", std::string(64, 'a'), generations_max, {}, {}} {
    speaker_.look_again = [&world](const std::string& /*turn*/,
                                   const telemetry::SpanParent& /*trace*/) -> Task<chat::Right> {
      co_return world.right;
    };
    hub::Session::Services services{
        world.context.get_executor(), world.clock, ticker_, parser_, spares_, services_.on_bug};
    session_ = std::make_unique<hub::Session>(
        description_, hub::Peer{}, std::move(services), [this, contract](hub::Client& client) {
          // Whose chats end with their connections.
          const api::ChatPlace at{desk_, services_, sessions_};
          api::Sessions::Label label;
          label.id = speaker_.session_id;
          auto speaker = [this] { return api::ChatSpeaker{speaker_, {}}; };
          return api::make_chat_hub(contract, at, {speaker, std::move(label)}, client, turns);
        });
    asio::co_spawn(world.context.get_executor(), session_->run(transport_),
                   [this](std::exception_ptr bug, hub::Ending how) {
                     REQUIRE_FALSE(bug);
                     ending = how;
                   });
    send(R"({"protocol":"json","version":1})");
    REQUIRE(hear() == std::vector<std::string>{"{}"});
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    transport_.client_vanishes();
    world_.poll();
  }

  void send(const std::string& record) {
    transport_.client_sends(record + kEnd);
    world_.poll();
  }
  /// The records since it last listened. What belongs to streams is in `answers`, too.
  std::vector<std::string> hear() {
    world_.poll();
    std::vector<std::string> records;
    std::string rest = transport_.received();
    transport_.forget_messages();
    for (std::size_t end; (end = rest.find(kEnd)) != std::string::npos; rest.erase(0, end + 1)) {
      records.push_back(rest.substr(0, end));
      const Document record = Document::parse(records.back());
      if (record.has("item")) answers[record.at("invocationId").text()].on_event(record.at("item"));
    }
    REQUIRE(rest.empty());
    return records;
  }
  void stream(const std::string& id, const std::string& message,
              const std::string& options = "null") {
    send(R"({"type":4,"invocationId":")" + id + R"(","target":"StreamMessage","arguments":[")" +
         message + "\"," + options + "]}");
  }
  void ask(const std::string& id, const std::string& message) {
    send(R"({"type":1,"invocationId":")" + id + R"(","target":"SendMessage","arguments":[")" +
         message + "\",3]}");
  }
  void call(const std::string& id, const std::string& method) {
    send(R"({"type":1,"invocationId":")" + id + R"(","target":")" + method +
         R"(","arguments":[]})");
  }
  void cancel(const std::string& id) { send(R"({"type":5,"invocationId":")" + id + "\"}"); }

  testing::MemoryTransport& transport() { return transport_; }
  hub::Session& session() { return *session_; }

  std::map<std::string, AnswerReader> answers;  ///< by invocation
  std::size_t turns = 0;
  std::optional<hub::Ending> ending;

 private:
  ChatWorld& world_;
  hub::Description description_;
  codec::JsonParser parser_;
  hub::SpareBuffers spares_;
  testing::MemoryTransport transport_;
  shard::Ticker ticker_;
  chat::Services services_;
  shard::ShardGroup shards_{1};
  shard::Sharded<conversation::Desk> desks_{shards_};
  Secret secret_{std::string(32, 's')};
  crypto::SystemEntropy entropy_;
  api::Sessions sessions_;
  conversation::Desk desk_{{desks_,
                            0,
                            services_.executor,
                            world_.clock,
                            world_.log,
                            secret_,
                            entropy_,
                            "1",
                            nullptr,
                            services_.on_bug,
                            {}}};
  chat::Speaker speaker_;
  std::unique_ptr<hub::Session> session_;
};

std::string item(const std::string& id, const std::string& event) {
  return R"({"type":2,"invocationId":")" + id + R"(","item":)" + event + "}";
}
std::string text_item(const std::string& id, const std::string& delta) {
  return item(id, R"({"type":"text","delta":")" + delta + "\"}");
}
std::string completion(const std::string& id) {
  return R"({"type":3,"invocationId":")" + id + "\"}";
}
std::string void_completion(const std::string& id) {
  return R"({"type":3,"invocationId":")" + id + R"(","result":null})";
}

using Records = std::vector<std::string>;

}  // namespace

TEST_CASE("both contracts of the coach read as a table", "[hub]") {
  const auto rows = [](Contract contract) {
    Records names;
    for (const hub::Method& method : api::chat_hub_description(contract, {}).methods) {
      names.push_back(method.name + " " + std::to_string(method.arguments.size()) +
                      (method.answers == hub::Answers::stream ? " stream" : "") +
                      (method.slot == hub::Slot::out_of_band ? " out of band" : ""));
    }
    return names;
  };
  CHECK(rows(Contract::first) == Records{"Introduce 1", "SendMessage 1",
                                         "RestartChat 0 out of band",
                                         "StopInProgress 0 out of band"});
  CHECK(rows(Contract::second) == Records{"Introduce 3", "SendMessage 2", "StreamMessage 2 stream",
                                          "RestartChat 0 out of band",
                                          "StopInProgress 0 out of band"});
}

TEST_CASE("the app's calls are answered with the whole text so far", "[hub]") {
  ChatWorld world;
  const bool first = GENERATE(true, false);
  Connection app(world, first ? Contract::first : Contract::second);
  app.send(first ? R"({"type":1,"invocationId":"0","target":"SendMessage","arguments":["hi"]})"
                 : R"({"type":1,"invocationId":"0","target":"SendMessage","arguments":["hi",3]})");
  world.say("One ");
  world.say("two");
  world.finish();
  const std::string push = R"({"type":1,"target":"ReceiveMessage","arguments":[)";
  CHECK(app.hear() == Records{push + R"({"type":"messageResponse","message":"One "}]})",
                              push + R"({"type":"messageResponse","message":"One two"}]})",
                              void_completion("0")});
}

TEST_CASE("an app that cannot read plans is told so in the way of its contract", "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.send(R"({"type":1,"invocationId":"0","target":"SendMessage","arguments":["hi",2]})");
  CHECK(app.hear() == Records{R"({"type":1,"target":"ReceiveMessage","arguments":[)"
                              R"({"type":"updateRequired","requiredVersion":3}]})",
                              void_completion("0")});
  app.stream("1", "hi", R"({"planVersion":2})");
  CHECK(app.hear() ==
        Records{item("1", R"({"type":"end","reason":"updateRequired","requiredVersion":3})"),
                completion("1")});
  CHECK(world.provider.calls.empty());
}

TEST_CASE("a stream brings each word once, then what it cost and why it ended", "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.stream("7", "hi");
  world.say("One ");
  CHECK(app.hear() == Records{text_item("7", "One ")});
  world.say("two");
  world.provider.play(llm::Usage{812, 0, 0, 240, 0, false});
  world.finish();
  CHECK(app.hear() ==
        Records{text_item("7", "two"),
                item("7", R"({"type":"usage","charged":true,"remaining":99,)"
                          R"("tokens":{"input":812,"output":240,"estimated":false}})"),
                item("7", R"({"type":"end","reason":"complete"})"), completion("7")});
  CHECK(world.limiter.charged == 1);
}

TEST_CASE("options of a stream hold from its message on", "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.stream("1", "hallo", R"({"locale":"de-AT","weightUnit":"pounds","color":"red"})");
  CHECK(world.provider.calls[0]->request.locale == "de-AT");
  CHECK(world.provider.calls[0]->request.weight_unit == "pounds");
  world.finish();
  app.stream("2", "mehr");
  CHECK(world.provider.calls[1]->request.locale == "de-AT");
  CHECK(world.provider.calls[1]->request.weight_unit == "pounds");
  world.finish();
  app.stream("3", "more", R"({"locale":"en-US","weightUnit":null})");
  CHECK(world.provider.calls[2]->request.locale == "en-US");
  CHECK(world.provider.calls[2]->request.weight_unit == "pounds");
}

TEST_CASE("a stream with wrong options fails, says why, and leaves the running one alone",
          "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.stream("1", "hi");
  world.say("One ");
  app.hear();
  app.stream("2", "hi", R"({"weightUnit":"stones"})");
  CHECK(app.hear() ==
        Records{R"({"type":3,"invocationId":"2","error":"An unexpected error occurred invoking )"
                R"('StreamMessage' on the server. HubException: options.weightUnit must be )"
                R"(\"kilograms\" or \"pounds\"."})"});
  world.say("two");
  CHECK(app.hear() == Records{text_item("1", "two")});
}

TEST_CASE("a newer message ends the stream before it at once", "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.stream("1", "hi");
  world.say("One ");
  app.hear();
  app.stream("2", "no, wait");
  CHECK(app.hear() == Records{item("1", R"({"type":"usage","charged":true,"remaining":99})"),
                              item("1", R"({"type":"end","reason":"superseded"})"),
                              completion("1")});
  app.cancel("1");  // comes too late for that one, and is not about this one
  world.say("Two");
  CHECK(app.hear() == Records{text_item("2", "Two")});
  app.call("3", "RestartChat");
  const auto records = app.hear();
  CHECK(app.answers["2"].reason == "restarted");
  CHECK(std::count(records.begin(), records.end(), completion("2")) == 1);
  CHECK(records.back() == void_completion("3"));
  CHECK(world.limiter.charged == 2);
}

TEST_CASE("a call of the app that a stream supersedes is completed after the stream", "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.ask("1", "hi");
  world.say("One");
  app.hear();
  app.stream("2", "no, wait");
  world.say("Two");
  CHECK(app.hear() == Records{text_item("2", "Two")});
  world.finish();
  const auto records = app.hear();
  REQUIRE(records.size() == 4);
  CHECK(records[2] == completion("2"));
  CHECK(records[3] == void_completion("1"));
}

TEST_CASE("a cancelled stream stops its answer and is completed without more items", "[hub]") {
  ChatWorld world;
  world.settings.frame_interval = 40ms;
  Connection app(world);
  app.stream("1", "hi");
  world.say("One ");
  world.say("two");  // waits for its time
  app.hear();
  app.cancel("1");
  CHECK(app.hear() == Records{completion("1")});
  CHECK(world.provider.calls[0]->cancelled);
  CHECK(world.limiter.charged == 1);
  CHECK(world.log.contains("outcome=stopped"));
  app.cancel("1");
  app.cancel("nobody");
  CHECK(app.hear().empty());
}

TEST_CASE("StopInProgress ends a stream with all that was said", "[hub]") {
  ChatWorld world;
  world.settings.frame_interval = 40ms;
  Connection app(world);
  app.stream("1", "hi");
  world.say("One ");
  world.say("two");
  app.call("2", "StopInProgress");
  app.hear();
  CHECK(app.answers["1"].text == "One two");
  CHECK(app.answers["1"].reason == "stopped");
  CHECK(app.answers["1"].usage.to_json() == R"({"type":"usage","charged":true,"remaining":99})");
}

TEST_CASE("a stop before the first word is free, and what is left says so", "[hub]") {
  ChatWorld world;
  Connection app(world, Contract::second, 5);
  app.stream("1", "hi");
  app.call("2", "StopInProgress");
  app.hear();
  CHECK(app.answers["1"].text.empty());
  CHECK(app.answers["1"].usage.to_json() == R"({"type":"usage","charged":false,"remaining":5})");
}

TEST_CASE("an answer that begins again takes the place of the half", "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.stream("1", "hi");
  world.say("Ten s");
  world.provider.fail(FailureClass::truncated);
  world.poll();
  app.hear();
  CHECK(app.answers["1"].text == "Ten s");  // until there is something better
  world.say("Twelve");
  world.finish();
  app.hear();
  CHECK(app.answers["1"].text == "Twelve");
  CHECK(app.answers["1"].types == Records{"text", "reset", "text", "usage", "end"});
  CHECK(app.answers["1"].reason == "complete");
}

TEST_CASE("what the coach cannot do is a sentence, and a reason for the program", "[hub]") {
  ChatWorld world;
  Connection app(world, Contract::second, 1);
  const auto answer = [&](const std::string& message) {
    const std::string id = std::to_string(app.answers.size() + 1);
    app.stream(id, message);
    app.hear();
    return app.answers[id];
  };
  SECTION("a failure before the first word") {
    app.stream("1", "hi");
    world.provider.fail(FailureClass::server);
    world.poll();
    app.hear();
    CHECK(app.answers["1"].text == "<upstream_down en-AU>");
    CHECK(app.answers["1"].reason == "unavailable");
    CHECK(app.answers["1"].usage.to_json() == R"({"type":"usage","charged":false,"remaining":1})");
  }
  SECTION("the quota") {
    app.stream("1", "hi");
    world.say("One");
    world.finish();
    app.hear();
    CHECK(app.answers["1"].usage.at("remaining").to_json() == "0");
    CHECK(app.answers["1"].usage.at("nextFreeInSeconds").to_json() == "86400");
    const AnswerReader refused = answer("more");
    CHECK(refused.text.find("<quota_used_up") == 0);
    CHECK(refused.reason == "quota");
    CHECK(refused.usage.to_json() ==
          R"({"type":"usage","charged":false,"remaining":0,"nextFreeInSeconds":86400})");
  }
  SECTION("a purchase that ended") {
    world.right = chat::Right::gone;
    const AnswerReader refused = answer("hi");
    CHECK(refused.text == "<entitlement_gone en-AU>");
    CHECK(refused.reason == "entitlement");
  }
  SECTION("an empty message") {
    const AnswerReader refused = answer("  ");
    CHECK(refused.text == "<message_empty en-AU 120000>");
    CHECK(refused.reason == "messageRefused");
  }
  SECTION("a warning sign") {
    const AnswerReader warned = answer("I have chest pain when I run");
    CHECK_FALSE(warned.text.empty());
    CHECK(warned.reason == "warning");
    CHECK(world.provider.calls.empty());
  }
  SECTION("the end of the server") {
    app.stream("1", "hi");
    world.say("One");
    app.session().shutdown();
    app.hear();
    CHECK(app.answers["1"].text == "One\n\n<shutting_down en-AU>");
    CHECK(app.answers["1"].reason == "shutdown");
  }
}

TEST_CASE("a client that does not read gets what it missed in one item", "[hub]") {
  ChatWorld world;
  world.settings.frame_interval = 40ms;
  Connection app(world);
  app.stream("1", "hi");
  app.transport().stop_reading();
  std::string all;
  for (int i = 0; i < 4000; ++i) {
    all += "word ";
    world.provider.say("word ");
    world.clock.advance(40ms);
    world.poll();
  }
  app.transport().resume_reading();
  world.poll();
  world.clock.advance(50ms);
  world.finish();
  app.hear();
  CHECK(app.answers["1"].text == all);
  CHECK(app.answers["1"].reason == "complete");
  CHECK(app.answers["1"].types.size() <= 6);
}

TEST_CASE("a plan grows by patches to the plan that its end shows whole", "[hub]") {
  ChatWorld world;
  Connection app(world);
  app.stream("1", "two days please");
  world.say("Here you go.");
  Model model{world};
  model.begin();
  model.write_in_pieces(plan::draft_of(testing::two_days()), GENERATE(1U, 7U, 100U));
  app.hear();
  CHECK_FALSE(app.answers["1"].plan_is_final);
  const Document growing = app.answers["1"].plan;
  CHECK(growing.at("blueprint").at("sessions").size() == 2);
  model.end();
  app.hear();
  const AnswerReader& answer = app.answers["1"];
  CHECK(answer.text == "Here you go.");
  CHECK(answer.plan_is_final);
  CHECK(answer.plan.at("blueprint").to_json() == growing.at("blueprint").to_json());
  CHECK(answer.reason == "complete");
  CHECK(std::count(answer.types.begin(), answer.types.end(), "plan") == 2);
  CHECK(std::count(answer.types.begin(), answer.types.end(), "planPatch") >= 2);
}

TEST_CASE("all patches of a long plan together are about as long as the plan", "[hub]") {
  ChatWorld world;
  Connection app(world);
  plan::Plan plan = testing::two_days();
  plan.sessions.clear();
  for (int day = 0; day < 7; ++day) {
    plan.sessions.push_back({"Day " + std::to_string(day), "", {}});
    for (int i = 0; i < 12; ++i)
      plan.sessions.back().exercises.push_back(
          testing::exercise("Lift " + std::to_string(day) + "." + std::to_string(i)));
  }
  app.stream("1", "all week please");
  Model model{world};
  model.begin();
  std::size_t bytes = 0;
  for (std::string draft = plan::draft_of(plan); !draft.empty(); draft.erase(0, 20)) {
    model.write(draft.substr(0, 20));
    for (const std::string& record : app.hear())
      bytes += record.size();
  }
  const AnswerReader& answer = app.answers["1"];
  // Each exercise was shown by itself, and nothing twice.
  CHECK(answer.types.size() >= 84);
  CHECK(bytes < answer.plan.to_json().size() + 84 * 140);
}

}  // namespace spotter
