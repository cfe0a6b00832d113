#include "conversation/redis/scripts.hpp"

#include <spotter/base/text.hpp>
#include <spotter/conversation/chat_name.hpp>
#include <spotter/conversation/redis/redis_archive.hpp>
#include <spotter/crypto/digest.hpp>

#include <charconv>
#include <optional>
#include <string_view>
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

std::string letters_of(const Archive::Opening& opening) {
  std::string letters;
  if (opening.early) letters += 'e';
  if (opening.insists) letters += 'i';
  if (opening.gone) letters += 'g';
  return letters;
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

/// A field of a desk, as the scripts wrote it.
std::optional<Archive::Question> question_of(std::string_view field, std::string_view value) {
  using What = Archive::Question::What;
  if (value.empty()) return std::nullopt;
  const char kind = value.front();
  value.remove_prefix(1);
  Archive::Question question;
  if (kind == '2') {
    question.what = What::forgets;
    question.note = value;
    return question;
  }
  const char* const end = field.data() + field.size();
  const auto [stop, error] = std::from_chars(field.data(), end, question.number);
  const std::size_t space = value.find(' ');
  if (error != std::errc{} || stop != end || space == std::string_view::npos) return std::nullopt;
  question.what = kind == '1' ? What::gives_up : kind == '3' ? What::shares : What::is_there;
  question.asker = value.substr(0, space);
  question.chat = value.substr(space + 1);
  return question;
}

Error not_understood() {
  return Error{Errc::malformed, "the script's answer"};
}

}  // namespace

RedisArchive::RedisArchive(spotter::redis::Client& client, const Secret& secret,
                           std::chrono::seconds lifetime, Share share)
    : client_(client),
      name_key_(name_key_of(secret)),
      lifetime_ms_(milliseconds_of(lifetime)),
      share_(share),
      open_(open_script()),
      change_(change_script()),
      beat_(beat_script()) {}

std::string RedisArchive::key_of(const std::string& name) const {
  return client_.key(
      std::string("c:").append(to_base64url(crypto::hmac_sha256(name_key_.reveal(), name))));
}

/// Empty: the payer's one chat without a name, which needs no bound.
std::string RedisArchive::payer_key_of(std::string_view name) const {
  const std::string_view payer = payer_of_chat(name);
  if (payer.size() == name.size()) return {};
  return client_.key(
      std::string("n:").append(to_base64url(crypto::hmac_sha256(name_key_.reveal(), payer))));
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
                                letters_of(opening),
                                std::move(opening.order)};
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
      opened.order = text_at(*reply, 1);
      opened.holder = text_at(*reply, 2);
      co_return opened;
    default:
      co_return not_understood();
  }
  if (reply->items.size() < 2) co_return not_understood();
  opened.newest_here = reply->items[1].integer == 1;
  opened.chat = text_at(*reply, 2);
  opened.turn = text_at(*reply, 3);
  opened.deleted = reply->items.size() > 4 && reply->items[4].integer == 1;
  co_return opened;
}

Task<Result<std::int64_t>> RedisArchive::change(std::string key, std::string_view what,
                                                std::string talker, Words words) {
  std::vector<std::string> args{std::string(what),
                                std::move(talker),
                                std::move(words.mark),
                                std::move(words.chat),
                                lifetime_ms_,
                                std::move(words.age),
                                std::move(words.turn),
                                client_.key("p:"),
                                std::move(words.payer),
                                std::to_string(share_.chats_max),
                                std::to_string(share_.bytes_max)};
  auto asking = client_.eval(change_, std::move(key), std::move(args));
  const auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  co_return reply->integer;
}

Task<Result<Archive::Change>> RedisArchive::change_own(std::string key, std::string_view what,
                                                       std::string talker, Words words) {
  auto changing = change(std::move(key), what, std::move(talker), std::move(words));
  const auto answer = co_await std::move(changing);
  if (!answer) co_return answer.error();
  if (*answer == 1) co_return Change::done;
  co_return *answer == 2 ? Change::forgotten : Change::lost;
}

Task<Result<void>> RedisArchive::try_change(std::string key, std::string_view what,
                                            std::string talker, std::string chat) {
  Words words;
  words.chat = std::move(chat);
  auto changing = change(std::move(key), what, std::move(talker), std::move(words));
  const auto answer = co_await std::move(changing);
  if (!answer) co_return answer.error();
  co_return Result<void>{};
}

Task<Result<Archive::Change>> RedisArchive::close_turn(std::string name, std::string talker,
                                                       ClientMark mark, std::string chat,
                                                       std::string turn) {
  return change_own(
      key_of(name), "close", std::move(talker),
      {std::to_string(mark), std::move(chat), "0", std::move(turn), payer_key_of(name)});
}

Task<Result<Archive::Change>> RedisArchive::erase(std::string name, std::string talker) {
  Words none;
  none.payer = payer_key_of(name);
  return change_own(key_of(name), "erase", std::move(talker), std::move(none));
}

Task<Result<bool>> RedisArchive::forget(std::string name, std::string desk, std::string note) {
  Words words;
  words.chat = std::move(note);
  words.payer = payer_key_of(name);
  auto changing = change(key_of(name), "delete", std::move(desk), std::move(words));
  const auto answer = co_await std::move(changing);
  if (!answer) co_return answer.error();
  co_return *answer == 1;
}

Task<Result<bool>> RedisArchive::is_forgotten(std::string name) {
  auto changing = change(key_of(name), "told", {}, {});
  const auto answer = co_await std::move(changing);
  if (!answer) co_return answer.error();
  co_return *answer == 1;
}

Task<Result<void>> RedisArchive::leave(std::string name, std::string talker) {
  return try_change(key_of(name), "leave", std::move(talker), {});
}

Task<Result<void>> RedisArchive::share(std::string name, std::string talker) {
  return try_change(key_of(name), "share", std::move(talker), {});
}

Task<Result<bool>> RedisArchive::catch_up(std::string name, std::string talker, ClientMark mark,
                                          Duration age, std::string chat) {
  auto changing = change_own(
      key_of(name), "catch_up", std::move(talker),
      {std::to_string(mark), std::move(chat), milliseconds_of(age), {}, payer_key_of(name)});
  const auto changed = co_await std::move(changing);
  if (!changed) co_return changed.error();
  co_return *changed == Change::done;
}

Task<Result<std::vector<Archive::Question>>> RedisArchive::beat(std::string desk) {
  std::vector<std::string> args{std::string(kDeskLifeMs)};
  auto asking = client_.eval(beat_, client_.key("p:").append(desk), std::move(args));
  auto reply = co_await std::move(asking);
  if (!reply) co_return reply.error();
  if (!reply->is_array()) co_return not_understood();
  std::vector<Question> questions;
  for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2) {
    auto question = question_of(reply->items[i].text, reply->items[i + 1].text);
    if (question) questions.push_back(*std::move(question));
  }
  co_return questions;
}

Task<Result<void>> RedisArchive::answer(Question question, std::string talker, bool there) {
  return try_change(std::move(question.chat), there ? "there" : "leave", std::move(talker),
                    std::move(question.asker));
}

}  // namespace spotter::conversation::redis
