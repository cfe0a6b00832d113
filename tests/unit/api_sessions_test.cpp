#include <spotter/api/sessions.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace spotter;
using api::ChatHubName;
using api::Sessions;
using api::SessionTransport;

namespace {

class FakeSession final : public Sessions::Live {
 public:
  explicit FakeSession(std::string id, ChatHubName hub = ChatHubName::ai_chat,
                       SessionTransport transport = SessionTransport::websocket) {
    label_.id = std::move(id);
    label_.hub = hub;
    label_.transport = transport;
  }
  [[nodiscard]] const Sessions::Label& label() const noexcept override { return label_; }
  [[nodiscard]] Sessions::Seen look() const override { return {label_, {}, false, 2, {}}; }
  void dismiss(hub::Close close) override { dismissed = close; }

  std::optional<hub::Close> dismissed;

 private:
  Sessions::Label label_;
};

std::vector<std::string> ids_of(const std::vector<Sessions::Seen>& seen) {
  std::vector<std::string> ids;
  for (const auto& one : seen)
    ids.push_back(one.label.id);
  return ids;
}

}  // namespace

TEST_CASE("sessions come in pages, in the order of their ids", "[api]") {
  Sessions sessions;
  FakeSession c("c");
  FakeSession a("a");
  FakeSession b("b");
  for (FakeSession* each : {&c, &a, &b})
    sessions.enter(*each);
  CHECK(ids_of(sessions.page("", 2)) == std::vector<std::string>{"a", "b"});
  CHECK(ids_of(sessions.page("b", 2)) == std::vector<std::string>{"c"});
  CHECK(ids_of(sessions.page("bb", 2)) == std::vector<std::string>{"c"});
  CHECK(sessions.page("c", 2).empty());
  sessions.leave(b);
  CHECK(ids_of(sessions.page("", 9)) == std::vector<std::string>{"a", "c"});
  CHECK_FALSE(sessions.find("b"));
  CHECK(sessions.find("c")->turns == 2);
}

TEST_CASE("sessions are counted by hub and transport for as long as they are there", "[api]") {
  Sessions sessions;
  chat::Metrics turns;
  turns.running.add(3);
  FakeSession one("1");
  FakeSession two("2", ChatHubName::ai_chat_v2, SessionTransport::long_polling);
  sessions.enter(one);
  sessions.enter(two);
  CHECK(sessions.counts().turns_running == 0);
  sessions.host(turns);
  CHECK(sessions.counts().turns_running == 3);
  CHECK(sessions.counts().open(ChatHubName::ai_chat, SessionTransport::websocket).value() == 1);
  CHECK(sessions.counts().open(ChatHubName::ai_chat_v2, SessionTransport::long_polling).value() ==
        1);
  sessions.leave(two);
  sessions.leave(two);
  CHECK(sessions.counts().open(ChatHubName::ai_chat_v2, SessionTransport::long_polling).value() ==
        0);
  CHECK(sessions.size() == 1);
}

TEST_CASE("a session is dismissed by its id, and another of the same id does not take its place",
          "[api]") {
  Sessions sessions;
  FakeSession first("same");
  FakeSession second("same");
  sessions.enter(first);
  sessions.enter(second);
  CHECK_FALSE(sessions.dismiss("other", hub::Close::for_good));
  const auto dismissed = sessions.dismiss("same", hub::Close::come_back);
  REQUIRE(dismissed);
  CHECK(dismissed->label.id == "same");
  CHECK_FALSE(dismissed->already);
  // Once is enough.
  CHECK(sessions.dismiss("same", hub::Close::for_good)->already);
  CHECK(first.dismissed == hub::Close::come_back);
  CHECK_FALSE(second.dismissed);
  sessions.leave(second);
  CHECK(sessions.size() == 1);
  sessions.leave(first);
  CHECK(sessions.size() == 0);
}
