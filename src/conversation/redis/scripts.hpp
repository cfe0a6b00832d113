#pragma once

#include <string>

namespace spotter::conversation::redis {

/// KEYS: the chat. ARGV: talker, "1" when the chat is named, mark, what to do with what is there
/// (g: bring it, b: drop it, n: the talker has it), the turn, lifetime in ms, what the keys of
/// desks begin with, the age in ms of words that were missed (empty: none), how to take it (e:
/// desks may live that were not heard of yet, i: whoever is there has lost it, empty). Answers with
/// 0 lost, 1 kept, 2 occupied; whether nobody of another instance has had it since; the chat; the
/// turn.
std::string open_script();

/// KEYS: the chat. ARGV: what (close, erase, leave, share, catch_up, delete), talker, mark, the
/// chat, lifetime in ms, the age of its words in ms. Answers with whether it was the talker's.
std::string change_script();

/// KEYS: the desk. ARGV: for how many ms it is heard of. Answers with all fields and their values.
std::string beat_script();

}  // namespace spotter::conversation::redis
