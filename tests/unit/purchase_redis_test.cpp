#include "purchase/redis/forgotten.hpp"
#include "purchase/redis/sealed_answer.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/random.hpp>

#include <catch2/catch.hpp>

namespace spotter::purchase::redis {
namespace {

using namespace std::chrono_literals;
using entitlements::Key;
using spotter::redis::Reply;

Key key_of(const std::string& name) {
  return crypto::sha256(name);
}

Reply text(std::string value) {
  Reply reply;
  reply.kind = Reply::Kind::string;
  reply.text = std::move(value);
  return reply;
}
Reply array(std::vector<Reply> items) {
  Reply reply;
  reply.kind = Reply::Kind::array;
  reply.items = std::move(items);
  return reply;
}

TEST_CASE("a sealed answer comes back as it was, and for its own purchase only", "[purchase]") {
  const crypto::Sealer sealer(Secret(std::string(32, 's')), "entitlement");
  crypto::SystemEntropy entropy;
  KeptAnswer kept;
  kept.answer.entitlement.reason = Reason::ok;
  kept.answer.entitlement.environment = Environment::sandbox;
  kept.answer.entitlement.subject = make_subject({"google", "token"});
  kept.answer.life = 1h;
  kept.answer.names = {key_of("a"), key_of("b")};
  kept.asked.ms = 1'790'000'000'123;
  for (const bool ends : {false, true}) {
    if (ends)
      kept.answer.entitlement.until = WallTime(std::chrono::milliseconds(1'800'000'000'000));
    const auto sealed = seal_answer(sealer, key_of("k"), kept, entropy);
    const auto opened = open_answer(sealer, key_of("k"), sealed);
    REQUIRE(opened);
    CHECK(opened->answer.entitlement.reason == Reason::ok);
    CHECK(opened->answer.entitlement.environment == Environment::sandbox);
    CHECK(opened->answer.entitlement.subject == kept.answer.entitlement.subject);
    CHECK(opened->answer.entitlement.until == kept.answer.entitlement.until);
    CHECK(opened->answer.life == Duration(1h));
    CHECK(opened->answer.names == kept.answer.names);
    CHECK(opened->asked.ms == kept.asked.ms);
    CHECK_FALSE(open_answer(sealer, key_of("other"), sealed));
    CHECK_FALSE(open_answer(crypto::Sealer(Secret(std::string(32, 't')), "entitlement"),
                            key_of("k"), sealed));
    CHECK_FALSE(open_answer(sealer, key_of("k"), sealed.substr(1)));
  }
  for (int at = 0; at <= static_cast<int>(Reason::internal); ++at) {
    kept.answer.entitlement.reason = static_cast<Reason>(at);
    const auto sealed = seal_answer(sealer, key_of("k"), kept, entropy);
    CHECK(open_answer(sealer, key_of("k"), sealed)->answer.entitlement.reason ==
          static_cast<Reason>(at));
  }
}

TEST_CASE("sealed texts of another shape are passed over", "[purchase]") {
  const crypto::Sealer sealer(Secret(std::string(32, 's')), "entitlement");
  crypto::SystemEntropy entropy;
  const std::string own = to_hex(key_of("k"));
  const std::string zeros(64, '0');
  const auto text_of = [&](const std::string& version, const std::string& reason,
                           const std::string& until, const std::string& names) {
    return version + "\n" + own + "\n" + reason + "\nproduction\n" + zeros + "\n" + until +
           "\n1\n2\n" + names + "\n";
  };
  const auto opens = [&](const std::string& text) {
    return open_answer(sealer, key_of("k"), sealer.seal(text, entropy)).has_value();
  };
  CHECK(opens(text_of("1", "ok", "-", "")));
  CHECK(opens(text_of("1", "ok", "5", zeros)));
  CHECK_FALSE(opens(text_of("2", "ok", "-", "")));
  CHECK_FALSE(opens(text_of("1", "fine", "-", "")));
  CHECK_FALSE(opens(text_of("1", "ok", "soon", "")));
  CHECK_FALSE(opens(text_of("1", "ok", "-", "abc")));
  CHECK_FALSE(opens(text_of("1", "ok", "-", std::string(64, 'x'))));
  CHECK_FALSE(opens(text_of("1", "ok", "-", "") + "more\n"));
  CHECK_FALSE(opens("1\n" + own));
  CHECK_FALSE(opens(""));
}

TEST_CASE("messages of what is to be forgotten come back as they were", "[purchase]") {
  for (const bool all : {false, true}) {
    Message message{"sender", all, {}};
    if (!all) message.names = {key_of("a"), key_of("b")};
    std::vector<Reply> words;
    for (const auto& word : write_message(message))
      words.push_back(text(word));
    const auto stream =
        array({array({text("forgotten"), array({array({text("7-1"), array(words)})})})});
    const auto read = read_messages(stream);
    REQUIRE(read.size() == 1);
    CHECK(read.front().first == MessageId{7, 1});
    REQUIRE(read.front().second);
    CHECK(read.front().second->sender == "sender");
    CHECK(read.front().second->all == all);
    CHECK(read.front().second->names == message.names);
  }
}

TEST_CASE("messages that are none of ours are passed over, and counted as read", "[purchase]") {
  const auto entry = [](std::vector<Reply> words) {
    return array({array({text("s"), array({array({text("7-1"), array(std::move(words))})})})});
  };
  CHECK(read_messages(Reply{}).empty());
  CHECK(read_messages(array({})).empty());
  CHECK(read_messages(array({array({text("s")})})).empty());
  const auto odd = read_messages(entry({text("from"), text("x"), text("names"), text("abc")}));
  REQUIRE(odd.size() == 1);
  CHECK_FALSE(odd.front().second);
  CHECK_FALSE(read_messages(entry({text("hello"), text("world")})).front().second);
  CHECK_FALSE(parse_message_id("7"));
  CHECK_FALSE(parse_message_id("7-x"));
  CHECK_FALSE(first_id(array({})));
  CHECK(MessageId{7, 2} < MessageId{10, 0});
}

}  // namespace
}  // namespace spotter::purchase::redis
