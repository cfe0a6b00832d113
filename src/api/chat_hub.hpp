#pragma once

#include <spotter/api/sessions.hpp>
#include <spotter/chat/coach.hpp>
#include <spotter/conversation/conversation.hpp>
#include <spotter/hub/hub.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace spotter::api {

/// The two contracts of the coach. Both have Introduce, SendMessage, RestartChat and
/// StopInProgress, which the LiftLog app knows, and push ReceiveMessage(payload).
enum class Contract {
  first,  ///< `/ai-chat`: Introduce(locale), SendMessage(message); plans in the first shape
  /// `/ai-chat-v2`: Introduce(locale, planVersion, weightUnit), SendMessage(message, planVersion);
  /// plans in the second shape, and `updateRequired` for apps that cannot read it. For other apps
  /// StreamMessage(message, options), a stream of what is new.
  second
};

/// "/ai-chat", "/ai-chat-v2".
std::string_view path_of(Contract contract) noexcept;

/// The contract as a table.
hub::Description chat_hub_description(Contract contract, const hub::Settings& settings);

/// Where a connection's chat is. All of it outlives the connection.
struct ChatPlace {
  conversation::Desk& desk;
  const chat::Services& services;
  Sessions& sessions;  ///< of this shard
};

/// Who speaks in a session.
struct ChatSpeaker {
  chat::Speaker speaker;
  conversation::Owner owner;  ///< whose chat it may be
};

/// And what it is called.
struct ChatGuest {
  /// Asked when they say their first word, once: a session in which nobody speaks keeps little.
  std::function<ChatSpeaker()> speaker;
  Sessions::Label label;
};

/// Answers the calls of one connection with a coach, and is known to `at.sessions` until the
/// connection is over. `client` outlives the object. `turns`: how many there were, once it is over.
std::unique_ptr<hub::HubObject> make_chat_hub(Contract contract, const ChatPlace& at,
                                              ChatGuest guest, hub::Client& client,
                                              std::size_t& turns);

}  // namespace spotter::api
