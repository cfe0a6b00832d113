#pragma once

#include <string>
#include <string_view>

namespace spotter::conversation {

/// The name under which a payer's chat is kept, which tells nothing of them. `id`: the client's own
/// name for it, empty for the one chat of a payer. Both are bounded by the caller.
std::string name_of_chat(std::string_view subject, std::string_view id);

/// What the names of all chats of its payer begin with: the name of the one that the client has not
/// named.
std::string_view payer_of_chat(std::string_view name) noexcept;

/// A client's own name for a chat: 16 to 64 letters, digits, '-' and '_' (a UUID is one). Who names
/// a chat of a shared key relies on nobody else knowing the name.
bool is_chat_id(std::string_view id) noexcept;

}  // namespace spotter::conversation
