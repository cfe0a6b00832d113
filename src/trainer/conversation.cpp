#include "trainer/conversation.hpp"

#include "trainer/message_reader.hpp"
#include "trainer/own_words.hpp"

#include <spotter/base/text.hpp>
#include <spotter/trainer/wish.hpp>

#include <algorithm>
#include <utility>

namespace spotter::trainer {
namespace {

constexpr std::size_t kMessagesMax = 100;  ///< of the user
constexpr std::size_t kClipBytes = 4 * 1024;
/// Of all messages together, the last ones first: reading is done on the loop.
constexpr std::size_t kOwnBytesMax = 32 * 1024;

/// The part of a long text that is read: its beginning and its end.
std::string clipped(std::string_view text) {
  if (text.size() <= 2 * kClipBytes) return std::string(text);
  std::string_view tail = text.substr(text.size() - kClipBytes);
  return std::string(utf8_prefix(text, kClipBytes)) + "\n" + std::string(tail);
}

std::string read_part(std::string_view text) {
  return clipped(own_words(text));
}

/// From which message on all are read.
std::size_t first_read(std::span<const llm::Message> messages) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (std::size_t i = messages.size(); i > 0; --i) {
    if (messages[i - 1].role != llm::Role::user) continue;
    bytes += read_part(messages[i - 1].text).size();
    if (++count > kMessagesMax || bytes > kOwnBytesMax) return i;
  }
  return 0;
}

EnumSet<Topic> topics_of(const Reading& reading, bool shaped) {
  constexpr std::pair<Term, Topic> kTopics[] = {{Term::plan, Topic::plan},
                                                {Term::hello, Topic::hello},
                                                {Term::thanks, Topic::thanks},
                                                {Term::bye, Topic::bye},
                                                {Term::small_talk, Topic::small_talk},
                                                {Term::fine, Topic::fine},
                                                {Term::help, Topic::help},
                                                {Term::food, Topic::food},
                                                {Term::off_topic, Topic::off_topic},
                                                {Term::sick, Topic::sick}};
  EnumSet<Topic> topics;
  for (const auto& [term, topic] : kTopics) {
    if (reading.affirms(term)) topics.add(topic);
  }
  if (shaped) topics.add(Topic::wish);
  return topics;
}

/// "My doctor said it's fine", or a short "yes" to the question whether somebody agreed. A question
/// or a denial clears nothing.
bool clears(const Reading& reading) {
  if (reading.asks()) return false;
  if (reading.affirms(Term::doctor) && reading.affirms(Term::approval)) return true;
  const auto& hits = reading.hits();
  const bool yes = std::any_of(hits.begin(), hits.end(), [](const Hit& hit) {
    return hit.term == Term::yes && hit.begin == 0;
  });
  const std::size_t short_max = is_unspaced(reading.language()) ? 6 : 3;
  return yes && (reading.tokens().size() <= short_max || reading.affirms(Term::approval));
}

bool needs_clearance(RedFlag flag) {
  switch (flag) {
    case RedFlag::none:
    case RedFlag::self_harm:
    case RedFlag::physio:
    case RedFlag::drugs:
      return false;
    default:
      return true;
  }
}

}  // namespace

Conversation::Conversation(const Knowledge& knowledge, Language locale)
    : knowledge_(&knowledge), locale_(locale), language_(locale) {}

void Conversation::feed(std::string_view text) {
  const std::string own = read_part(text);
  const Reading reading(own, knowledge_->lexicon, locale_);
  language_ = reading.language();
  const bool waiting = flagged_ || (!wish_.conditions.empty() && !wish_.cleared);
  flag_ = find_red_flag(reading, knowledge_->lexicon);
  flagged_before_ = flagged_;
  const EnumSet<Area> focus = wish_.focus;
  const bool shaped = read_message(own, reading, knowledge_->exercises, wish_);
  // "My chest hurts" is no wish for more chest.
  if (flag_ != RedFlag::none) wish_.focus = focus;
  const bool cleared = clears(reading);
  if (cleared && flag_ == RedFlag::none && (waiting || !wish_.conditions.empty())) {
    wish_.cleared = true;
    flagged_before_ = false;
    flagged_ = false;
  }
  if (needs_clearance(flag_)) flagged_ = true;
  topics_ = topics_of(reading, shaped || (cleared && waiting));
}

Warning read_warning(std::string_view text, const Lexicon& lexicon, Language locale) {
  const Reading reading(read_part(text), lexicon, locale);
  return {find_red_flag(reading, lexicon), reading.language()};
}

Conversation read_conversation(std::span<const llm::Message> messages, const Knowledge& knowledge,
                               Language locale) {
  Conversation conversation(knowledge, locale);
  for (const llm::Message& message : messages.subspan(first_read(messages))) {
    if (message.role == llm::Role::user) conversation.feed(message.text);
  }
  return conversation;
}

Wish read_wish(std::span<const llm::Message> messages, const Knowledge& knowledge) {
  return read_conversation(messages, knowledge, Language::en).wish();
}

}  // namespace spotter::trainer
