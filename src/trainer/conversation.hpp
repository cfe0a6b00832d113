#pragma once

#include "trainer/reading.hpp"

#include <spotter/llm/provider.hpp>
#include <spotter/trainer/wish.hpp>

#include <span>
#include <string>
#include <string_view>

namespace spotter::trainer {

/// What a message is about, besides its wishes.
enum class Topic {
  wish,  ///< days, equipment, goal, pain, an edit ...
  plan,  ///< a plan, without saying more
  hello,
  thanks,
  bye,
  small_talk,
  fine,
  help,
  food,
  off_topic,
  sick,
  question,   ///< only a person or a model can answer it
  complaint,  ///< about the plan, without saying what should be different
  refused     ///< a professional did not agree to training
};

/// The warning sign in one message, and the language to answer in.
struct Warning {
  RedFlag flag = RedFlag::none;
  Language language = Language::en;
};

/// A conversation as far as it was read. Feed it the user's messages, oldest first. A value.
class Conversation {
 public:
  Conversation(const Knowledge& knowledge, Language locale);

  /// Reads the user's next message.
  void feed(std::string_view text);
  /// The same, and tells the warning sign in the message alone, for whoever answers in the language
  /// of `locale` unless the message's is clear.
  Warning feed(std::string_view text, Language locale);

  [[nodiscard]] const Wish& wish() const noexcept { return wish_; }
  /// The language of the last message if it is clear, else that of the locale.
  [[nodiscard]] Language language() const noexcept { return language_; }
  /// Whether the last message asks for a plan or for another one.
  [[nodiscard]] bool wants_plan() const;
  /// What the last message was about.
  [[nodiscard]] EnumSet<Topic> topics() const noexcept { return topics_; }
  /// The warning sign in the last message.
  [[nodiscard]] RedFlag flag() const noexcept { return flag_; }
  /// The exercise in the last message's swap that nobody knows; empty: none.
  [[nodiscard]] const std::string& unknown() const noexcept { return unknown_; }
  /// An earlier message had a warning sign, and nobody was said to agree to training since.
  [[nodiscard]] bool flagged_before() const noexcept { return flagged_before_; }

 private:
  /// `own`: what is read of the text. Returns the warning sign in it alone.
  RedFlag feed(std::string_view own, const Reading& reading);
  /// Notes what the message says about a professional's word. True: somebody agreed.
  bool read_clearance(const Reading& reading);
  /// Notes what the message wishes. True: there was something.
  bool read_wishes(std::string_view text, const Reading& reading);
  [[nodiscard]] bool waits() const;

  const Knowledge* knowledge_;
  Language locale_;
  Language language_;
  Wish wish_;
  EnumSet<Topic> topics_;
  RedFlag flag_ = RedFlag::none;
  std::string unknown_;
  bool flagged_before_ = false;
  bool flagged_ = false;
  bool asked_ = false;   ///< the last answer asked whether a professional agreed
  bool crisis_ = false;  ///< thoughts of suicide, and no plan was asked for since
};

Warning read_warning(std::string_view text, const Lexicon& lexicon, Language locale);

/// Reads the last 40 messages.
Conversation read_conversation(std::span<const llm::Message> messages, const Knowledge& knowledge,
                               Language locale);

}  // namespace spotter::trainer
