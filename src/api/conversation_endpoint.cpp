#include "api/problems.hpp"

#include <spotter/api/conversation_endpoint.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/conversation/conversation.hpp>

#include <chrono>
#include <utility>
#include <variant>

namespace spotter::api {
namespace {

/// Redis is seldom away for long.
constexpr std::chrono::seconds kArchiveWait{10};

}  // namespace

std::optional<std::string> chat_id_in(const server::Request& request) {
  const auto query = codec::Query::parse(codec::split_target(request.target).query);
  if (!query) return std::nullopt;
  const auto id = query->get("conversation");
  if (!id || id->empty()) return std::string();
  return conversation::is_chat_id(*id) ? std::optional(std::string(*id)) : std::nullopt;
}

server::Response refuse_chat_id() {
  return server::problem(400, "conversation must be 16 to 64 letters, digits, '-' or '_'.");
}

std::optional<std::string> name_of_payers_chat(const Payer& payer, std::string_view id) {
  if (id.empty() && payer.store() == purchase::Store::web) return std::nullopt;
  return conversation::name_of_chat(payer.subject.full_name(), id);
}

void ConversationEndpoint::add_routes(server::Router& router) {
  server::Route route;
  route.path = "/me/conversation";
  route.methods = {"DELETE"};
  route.cors = true;
  route.traced = true;
  route.answer = [this](const server::Request& request) { return forget(request); };
  router.add(std::move(route));
}

Task<server::Answer> ConversationEndpoint::forget(const server::Request& request) {
  auto asking = services_.authentication.authenticate(request, QueryToken::ignored);
  auto who = co_await std::move(asking);
  if (auto* refused = std::get_if<server::Response>(&who)) co_return std::move(*refused);
  const auto id = chat_id_in(request);
  if (!id) co_return refuse_chat_id();
  auto name = name_of_payers_chat(std::get<Payer>(who), *id);
  if (!name) {
    co_return server::problem(400,
                              "A key that many share has no chat without a name: add "
                              "?conversation=ID, as the app's connection has it.");
  }
  auto forgetting = services_.conversations.local().forget_chat(*std::move(name));
  const bool gone = co_await std::move(forgetting);
  if (!gone) {
    co_return come_again(503, "The store of conversations did not answer; nothing is certain.",
                         kArchiveWait);
  }
  server::Response response;
  response.status = 204;
  co_return response;
}

}  // namespace spotter::api
