#pragma once

#include <spotter/chat/coach.hpp>
#include <spotter/hub/hub.hpp>

#include <memory>

namespace spotter::api {

/// The first contract of the LiftLog app, `/ai-chat`, as a table: Introduce(locale),
/// SendMessage(message), RestartChat(), StopInProgress().
hub::Description chat_hub_description(const hub::Settings& settings);

/// Answers the calls of one connection with a coach.
std::unique_ptr<hub::HubObject> make_chat_hub(hub::Client& client, const chat::Services& services,
                                              chat::Speaker speaker, std::size_t& turns);

}  // namespace spotter::api
