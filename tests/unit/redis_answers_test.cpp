#include "redis/answers.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::redis;

namespace {

Reply error(std::string text) {
  Reply reply;
  reply.kind = Reply::Kind::error;
  reply.text = std::move(text);
  return reply;
}

Reply status(std::string text) {
  Reply reply;
  reply.kind = Reply::Kind::string;
  reply.text = std::move(text);
  return reply;
}

std::string joined(const std::vector<std::vector<std::string>>& commands) {
  std::string all;
  for (const auto& command : commands) {
    for (const auto& word : command)
      all.append(word).append(" ");
    all.back() = ';';
  }
  return all;
}

std::string_view fault(const std::vector<std::string>& command, Reply answer) {
  return fault_in_greeting({command}, {std::move(answer)});
}

}  // namespace

TEST_CASE("of an error reply only a known first word is kept", "[redis]") {
  CHECK(read_error("OOM command not allowed").word == "OOM");
  CHECK(read_error("NOPERM this user has no permissions").word == "NOPERM");
  CHECK(read_error("NOSCRIPT No matching script.").word == "NOSCRIPT");
  CHECK(read_error("ERR unknown command 'secret'").word == "ERR");
  CHECK(read_error("SECRET-VALUE").word == "ERR");
  CHECK(read_error("").word == "ERR");
  const auto refused = to_result(error("WRONGPASS invalid username-password pair"));
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == Errc::refused);
  CHECK(refused.error().note == "WRONGPASS");
  CHECK(to_result(status("OK")).value().text == "OK");
}

TEST_CASE("a server that cannot serve now is unavailable, also from inside of a script",
          "[redis]") {
  for (const char* text :
       {"READONLY You can't write against a read only replica.",
        "ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write"}) {
    CHECK(read_error(text).gone == "read_only");
    CHECK(to_result(error(text)).error().code == Errc::unavailable);
  }
  CHECK(read_error("LOADING Redis is loading").gone == "loading");
  CHECK(read_error("MASTERDOWN Link with MASTER is down").gone == "master_down");
  CHECK(read_error("OOM x").gone.empty());
  CHECK(read_error("ERR Error running script (call to f_1): @user_script:1: -OOM x").word == "OOM");
  CHECK(read_error("ERR Error running script (call to f_1): oh").word == "ERR");
}

TEST_CASE("the greeting logs in, chooses the database and ends with PING", "[redis]") {
  Settings settings;
  CHECK(joined(greeting(settings)) == "CLIENT SETNAME spotter;HELLO 2;PING;");
  settings.password = Secret("p");
  settings.db = 4;
  CHECK(joined(greeting(settings)) == "AUTH p;SELECT 4;CLIENT SETNAME spotter;HELLO 2;PING;");
  settings.user = "u";
  CHECK(joined(greeting(settings)).starts_with("AUTH u p;"));
  settings.password = Secret();
  CHECK(joined(greeting(settings)).starts_with("AUTH u ;"));
}

TEST_CASE("why a server does not let us in has a word", "[redis]") {
  CHECK(fault({"AUTH", "p"}, status("OK")).empty());
  CHECK(fault({"AUTH", "p"}, error("WRONGPASS x")) == "wrong_password");
  CHECK(fault({"AUTH", "p"}, error("ERR invalid password")) == "wrong_password");
  CHECK(fault({"AUTH", "p"}, error("ERR Client sent AUTH, but no password is set")) ==
        "password_not_wanted");
  CHECK(fault({"AUTH", "p"}, error("ERR x")) == "login_refused");
  CHECK(fault({"SELECT", "9"}, error("ERR DB index is out of range")) == "no_such_database");
  CHECK(fault({"SELECT", "9"}, error("NOPERM x")) == "no_permission");
  CHECK(fault({"PING"}, error("NOPERM x")) == "no_permission");
  CHECK(fault({"PING"}, error("NOAUTH x")) == "password_needed");
  CHECK(fault({"PING"}, error("LOADING x")) == "loading");
  CHECK(fault({"PING"}, error("ERR x")) == "refused");
  CHECK(fault({"PING"}, error("ERR max number of clients reached")) == "too_many_clients");
  CHECK(fault({"HELLO", "2"}, error("DENIED x")) == "protected_mode");
}

TEST_CASE("what only old servers do not know keeps nobody out", "[redis]") {
  CHECK(fault({"HELLO", "2"}, error("ERR unknown command `HELLO`")).empty());
  CHECK(fault({"CLIENT", "SETNAME", "spotter"}, error("NOPERM x")).empty());
  Reply hello;
  hello.kind = Reply::Kind::array;
  hello.items = {status("role"), status("master")};
  CHECK(fault({"HELLO", "2"}, hello).empty());
  hello.items = {status("role"), status("replica")};
  CHECK(fault({"HELLO", "2"}, hello) == "read_only");
}
