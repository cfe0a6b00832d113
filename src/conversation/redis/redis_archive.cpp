#include "conversation/redis/scripts.hpp"

#include <spotter/base/text.hpp>
#include <spotter/conversation/redis/redis_archive.hpp>
#include <spotter/crypto/digest.hpp>

#include <charconv>
#include <utility>

namespace spotter::conversation::redis {
namespace {

using spotter::redis::Reply;

/// A desk beats about once a second; one that is late by less is still there.
constexpr std::string_view kDeskLifeMs = "4000";

std::string_view word_of(Taking taking) {
  switch (taking) {
    case Taking::go_on:
      return "g";
    case Taking::begin:
      return "b";
    case Taking::nothing:
      break;
  }
  return "n";
}

std::string milliseconds_of(Duration span) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(span).count());
}

Secret name_key_of(const Secret& secret) {
  const auto key = crypto::hmac_sha256(secret.reveal(), "conversation-names");
  return Secret(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
}

std::string text_at(Reply& reply, std::size_t index) {
  return index < reply.items.size() ? std::move(reply.items[index].text) : std::string();
}

Error not_understood() {
  return Error{Errc::malformed, "the script's answer"};
}

}  // namespace

RedisArchive::RedisArchive(spotter::redis::Client& client, const Secret& secret,
                           std::chrono::seconds lifetime)
    : client_(client),
      name_key_(name_key_of(secret)),
      lifetime_ms_(milliseconds_of(lifetime)),
      open_(open_script()),
      change_(change_script()),
      beat_(beat_script()) {}

std::string RedisArchive::key_of(const std::string& name) const {
  return client_.key(
      std::string("c:").append(to_base64url(crypto::hmac_sha256(name_key_.reveal(), name))));
}

Task<Result<Archive::Opened>> RedisArchive::open_turn(Opening opening) {
  std::vector<std::string> args{std::move(opening.talker),
                                opening.named ? "1" : "0",
                                std::to_string(opening.mark),
                                std::string(word_of(opening.taking)),
                                std::move(opening.turn),
                                lifetime_ms_,
                                client_.key("p:"),
                                opening.missed ? milliseconds_of(*opening.missed) : std::string(),
                                opening.insists ? "i"
                                : opening.early ? "e"
                                                : ""};
  auto asking = client_.eval(open_, key_of(opening.name), std::move(args));
  auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  if (!reply->is_array() || reply->items.empty()) co_return not_understood();
  Opened opened;
  switch (reply->items[0].integer) {
    case 0:
      opened.what = Opened::What::lost;
      co_return opened;
    case 1:
      break;
    case 2:
      opened.what = Opened::What::occupied;
      co_return opened;
    default:
      co_return not_understood();
  }
  if (reply->items.size() < 2) co_return not_understood();
  opened.newest_here = reply->items[1].integer == 1;
  opened.chat = text_at(*reply, 2);
  opened.turn = text_at(*reply, 3);
  co_return opened;
}

Task<Result<Reply>> RedisArchive::change(std::string key, std::string_view what, std::string talker,
                                         std::string mark, std::string chat, std::string age) {
  std::vector<std::string> args{std::string(what), std::move(talker), std::move(mark),
                                std::move(chat),   lifetime_ms_,      std::move(age)};
  auto asking = client_.eval(change_, std::move(key), std::move(args));
  co_return co_await std::move(asking);
}

Task<Result<bool>> RedisArchive::change_own(std::string key, std::string_view what,
                                            std::string talker, std::string mark, std::string chat,
                                            std::string age) {
  auto changing = change(std::move(key), what, std::move(talker), std::move(mark), std::move(chat),
                         std::move(age));
  const auto reply = co_await std::move(changing);
  if (!reply) co_return reply.error();
  co_return reply->integer == 1;
}

Task<Result<void>> RedisArchive::try_change(std::string key, std::string_view what,
                                            std::string talker) {
  auto changing = change(std::move(key), what, std::move(talker), "0", {}, "0");
  const auto reply = co_await std::move(changing);
  if (!reply) co_return reply.error();
  co_return Result<void>{};
}

Task<Result<bool>> RedisArchive::close_turn(std::string name, std::string talker, ClientMark mark,
                                            std::string chat) {
  return change_own(key_of(name), "close", std::move(talker), std::to_string(mark), std::move(chat),
                    "0");
}

Task<Result<bool>> RedisArchive::erase(std::string name, std::string talker) {
  return change_own(key_of(name), "erase", std::move(talker), "0", {}, "0");
}

Task<Result<void>> RedisArchive::erase(std::string name) {
  return try_change(key_of(name), "delete", {});
}

Task<Result<void>> RedisArchive::leave(std::string name, std::string talker) {
  return try_change(key_of(name), "leave", std::move(talker));
}

Task<Result<void>> RedisArchive::share(std::string name, std::string talker) {
  return try_change(key_of(name), "share", std::move(talker));
}

Task<Result<bool>> RedisArchive::catch_up(std::string name, std::string talker, ClientMark mark,
                                          Duration age, std::string chat) {
  return change_own(key_of(name), "catch_up", std::move(talker), std::to_string(mark),
                    std::move(chat), milliseconds_of(age));
}

Task<Result<std::vector<Archive::Question>>> RedisArchive::beat(std::string desk) {
  std::vector<std::string> args{std::string(kDeskLifeMs)};
  auto asking = client_.eval(beat_, client_.key("p:").append(desk), std::move(args));
  auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  if (!reply->is_array()) co_return not_understood();
  std::vector<Question> questions;
  for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2) {
    const std::string& field = reply->items[i].text;
    const std::string& value = reply->items[i + 1].text;
    Question question;
    const auto [end, error] =
        std::from_chars(field.data(), field.data() + field.size(), question.number);
    if (error != std::errc{} || end != field.data() + field.size() || value.empty()) continue;
    question.gives_up = value.front() == '1';
    question.chat = value.substr(1);
    questions.push_back(std::move(question));
  }
  co_return questions;
}

Task<Result<void>> RedisArchive::answer(Question question, std::string talker, bool there) {
  return try_change(std::move(question.chat), there ? "share" : "leave", std::move(talker));
}

}  // namespace spotter::conversation::redis
