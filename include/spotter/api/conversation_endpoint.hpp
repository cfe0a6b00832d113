#pragma once

#include <spotter/api/authentication.hpp>
#include <spotter/conversation/desk.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/shard_group.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::api {

/// The client's own name for its chat, `conversation` of the query; empty when there is none.
/// Nothing: it is not one, see conversation::is_chat_id(); refuse_chat_id() says so with 400.
std::optional<std::string> chat_id_in(const server::Request& request);
server::Response refuse_chat_id();

/// Under which name the chat of a payer is kept; nothing: it is not. `id` as above. A shared key
/// says nothing of who it is: there only who names a chat has one.
std::optional<std::string> name_of_payers_chat(const Payer& payer, std::string_view id);

/// `DELETE /me/conversation`: what is kept of the payer's chat is gone, everywhere, when the answer
/// is there (204); 503: Redis did not answer, so it may still be there. With
/// `?conversation=ID` the chat of that name. One per shard.
class ConversationEndpoint {
 public:
  struct Services {
    const Clock& clock;
    Authentication& authentication;
    shard::Sharded<conversation::Desk>& conversations;
  };
  explicit ConversationEndpoint(Services services) : services_(services) {}

  /// Outlives the router's requests.
  void add_routes(server::Router& router);

 private:
  Task<server::Answer> forget(const server::Request& request);

  Services services_;
};

}  // namespace spotter::api
