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
                                                {Term::sick, Topic::sick},
                                                {Term::complaint, Topic::complaint}};
  EnumSet<Topic> topics;
  for (const auto& [term, topic] : kTopics) {
    if (reading.affirms(term)) topics.add(topic);
  }
  if (shaped) topics.add(Topic::wish);
  return topics;
}

bool begins_with(const Reading& reading, Term term) {
  const auto& hits = reading.hits();
  return std::any_of(hits.begin(), hits.end(),
                     [&](const Hit& hit) { return hit.term == term && hit.begin == 0; });
}

/// "How many sets for biceps?" is no wish for biceps, "can you make it 4 days?" is one.
bool is_question(const Reading& reading) {
  if (reading.has(Term::request)) return false;
  if (is_unspaced(reading.language())) return reading.has(Term::question);
  const auto& hits = reading.hits();
  return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    if (hit.term != Term::question) return false;
    const bool after_hello =
        hit.begin <= 2 && reading.gap_between(hit.begin - 1, hit.begin) != Gap::none;
    return hit.begin == 0 || after_hello;
  });
}

/// "My doctor said no", or a short "no" to the question whether somebody agreed.
bool refuses(const Reading& reading, bool asked) {
  if (reading.asks()) return false;
  if (reading.has(Term::refusal)) return reading.has(Term::doctor) || asked;
  return asked && begins_with(reading, Term::no) && reading.tokens().size() <= 4;
}

/// "My doctor said it's fine", or a short "yes" to the question whether somebody agreed. A question
/// or a denial clears nothing.
bool clears(const Reading& reading, bool asked) {
  if (reading.asks() || refuses(reading, asked)) return false;
  if (reading.affirms(Term::doctor) && reading.affirms(Term::approval)) return true;
  const bool yes = asked && begins_with(reading, Term::yes);
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

bool Conversation::waits() const {
  return flagged_ || (!wish_.conditions.empty() && !wish_.cleared);
}

bool Conversation::wants_plan() const {
  const bool about_plan = topics_.has(Topic::wish) || topics_.has(Topic::plan);
  // "A diet plan" is no training plan.
  const bool foreign = topics_.has(Topic::food) || topics_.has(Topic::off_topic) ||
                       topics_.has(Topic::question) || topics_.has(Topic::complaint);
  return topics_.has(Topic::wish) || (about_plan && !foreign && !topics_.has(Topic::help));
}

bool Conversation::read_clearance(const Reading& reading) {
  const bool cleared = clears(reading, asked_);
  if (cleared && flag_ == RedFlag::none && (flagged_ || !wish_.conditions.empty())) {
    wish_.cleared = true;
    flagged_before_ = false;
    flagged_ = false;
  }
  return cleared;
}

bool Conversation::read_wishes(std::string_view text, const Reading& reading) {
  const Wish before = wish_;
  auto report = read_message(text, reading, knowledge_->exercises, wish_);
  const bool shaped = report.shaped;
  unknown_ = std::move(report.unknown);
  // "My chest hurts" is no wish for more chest.
  if (flag_ != RedFlag::none) wish_.focus = before.focus;
  if (!is_question(reading)) return shaped;
  Wish asked = before;  // only what concerns health
  asked.hurts = wish_.hurts;
  asked.age = wish_.age;
  asked.conditions = wish_.conditions;
  asked.cleared = wish_.cleared;
  wish_ = std::move(asked);
  return false;
}

void Conversation::feed(std::string_view text) {
  const std::string own = read_part(text);
  feed(own, Reading(own, knowledge_->lexicon, locale_));
}

Warning Conversation::feed(std::string_view text, Language locale) {
  const std::string own = read_part(text);
  Reading reading(own, knowledge_->lexicon, locale_);
  Warning warning{feed(own, reading), reading.language()};
  if (reading.fall_back_on(locale))
    warning = {find_red_flag(reading, knowledge_->lexicon), reading.language()};
  return warning;
}

RedFlag Conversation::feed(std::string_view own, const Reading& reading) {
  language_ = reading.language();
  const bool waited = waits();
  const RedFlag flag = find_red_flag(reading, knowledge_->lexicon);
  flag_ = flag;
  flagged_before_ = flagged_;
  const bool shaped = read_wishes(own, reading);
  const bool refused = (waited || !wish_.conditions.empty()) && refuses(reading, asked_);
  if (refused) wish_.cleared = false;
  const bool cleared = read_clearance(reading);
  if (needs_clearance(flag_)) flagged_ = true;
  topics_ = topics_of(reading, shaped || (cleared && waited));
  if (is_question(reading)) topics_.add(Topic::question);
  if (refused) topics_.add(Topic::refused);
  // After words of despair there is no plan as if nothing had been said.
  if (crisis_ && flag_ == RedFlag::none && wants_plan()) {
    flag_ = RedFlag::self_harm;
    crisis_ = false;
  } else if (flag_ == RedFlag::self_harm) {
    crisis_ = true;
  }
  asked_ = flag_ == RedFlag::none && wants_plan() && !refused &&
           (flagged_before_ || (!wish_.conditions.empty() && !wish_.cleared));
  return flag;
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
