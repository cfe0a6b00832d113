#pragma once

#include <string>

namespace spotter::conversation::redis {

/// KEYS: the chat. ARGV: talker, "1" when the chat is named, mark, what to do with what is there
/// (g: bring it, b: drop it, n: the talker has it), the turn, lifetime in ms, what the keys of
/// desks begin with, the age in ms of words that were missed, or of the wish to begin (empty:
/// none), how to take it (letters: e: desks may live that were not heard of yet, i: whoever is
/// there has lost it, g: the talker is gone, and begins), its place among all openings (empty: the
/// next one; 0: that of who has it). Answers with 0 lost, 1 kept, 2 occupied; kept: whether nobody
/// of another instance has had it since; the chat; the turn; whether its payer had deleted it;
/// occupied: the place.
std::string open_script();

/// KEYS: the chat. ARGV: what (close, erase, leave, there, share, catch_up, delete, told), talker,
/// mark, the chat (there: who asked; delete: the note), lifetime in ms, the age of its words in ms,
/// a turn that was cut off, what the keys of desks begin with, what the keys of its payer begin
/// with (empty: the chat has no name of its own), how many such chats a payer has at most, and
/// bytes of their words. Answers with 1 when it was the talker's, 0 when not, 2 when it is deleted;
/// delete and told: 1 when all know.
std::string change_script();

/// KEYS: the desk. ARGV: for how many ms it is heard of. Answers with all fields and their values.
std::string beat_script();

}  // namespace spotter::conversation::redis
