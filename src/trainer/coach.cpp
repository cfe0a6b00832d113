#include "trainer/brief_reader.hpp"
#include "trainer/heard.hpp"

#include <spotter/trainer/coach.hpp>
#include <spotter/trainer/render.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <algorithm>

namespace spotter::trainer {
namespace {

constexpr std::string_view kTexts = "offline";
constexpr int kAgeMin = 12;
/// A number beyond is a typing mistake.
constexpr int kAgeMax = 100;

std::string_view key_of(RedFlag flag) {
  switch (flag) {
    case RedFlag::chest:
    case RedFlag::emergency:
      return "flag_emergency";
    case RedFlag::spine:
      return "flag_spine";
    case RedFlag::self_harm:
      return "flag_self_harm";
    case RedFlag::heat:
      return "flag_heat";
    case RedFlag::muscle:
      return "flag_muscle";
    case RedFlag::head:
      return "flag_head";
    case RedFlag::calf:
      return "flag_calf";
    case RedFlag::pregnancy:
      return "flag_pregnancy";
    case RedFlag::injury:
      return "flag_injury";
    case RedFlag::physio:
      return "flag_physio";
    case RedFlag::eating:
      return "flag_eating";
    case RedFlag::drugs:
      return "drugs";
    case RedFlag::doctor:
    case RedFlag::none:
      break;
  }
  return "flag_doctor";
}

std::string text_of(const Warning& warning, const prompts::Catalog& texts) {
  if (warning.flag == RedFlag::none) return {};
  return texts.text(kTexts, key_of(warning.flag), code_of(warning.language), {});
}

std::vector<llm::Message> all_said(const llm::Request& request) {
  std::vector<llm::Message> all;
  for (const std::string& text : request.earlier)
    all.push_back({llm::Role::user, text, {}});
  all.insert(all.end(), request.messages.begin(), request.messages.end());
  return all;
}

class Coach {
 public:
  Coach(const llm::Request& request, const Knowledge& knowledge, const prompts::Catalog& texts)
      : request_(request), texts_(texts), knowledge_(knowledge) {}

  Answer run() {
    const Language locale = language_of_locale(request_.locale);
    language_ = code_of(locale);
    if (request_.intent == llm::Intent::introduce) return said(introduction());
    if (request_.brief) return answer(read_brief(*request_.brief, knowledge_, locale));
    const Conversation conversation = read_conversation(all_said(request_), knowledge_, locale);
    language_ = code_of(conversation.language());
    if (conversation.flag() != RedFlag::none) return said(text(key_of(conversation.flag())));
    return answer(conversation);
  }

 private:
  static Answer said(std::string words) { return {std::move(words), std::nullopt}; }

  [[nodiscard]] std::string text(std::string_view key) const { return in(language_, key); }

  /// How to ask: an example that this coach understands.
  [[nodiscard]] std::string ask() const { return ask_in(language_); }

  [[nodiscard]] std::string ask_in(std::string_view language) const {
    return texts_.text(kTexts, "ask", language,
                       {{"wish", texts_.text(kTexts, "example_wish", language, {})}});
  }

  /// Asks back once in a conversation; after that it says what it can do.
  [[nodiscard]] std::string ask_once() const {
    const bool asked = said_before([&](std::string_view language) { return ask_in(language); });
    return asked ? text("can") : ask();
  }

  [[nodiscard]] std::string change() const {
    return texts_.text(kTexts, "change", language_,
                       {{"days", text("example_days")},
                        {"shorter", text("example_shorter")},
                        {"without", text("example_without")},
                        {"another", text("example_another")}});
  }

  [[nodiscard]] std::string introduction() const {
    return text("who") + "\n" + text("can") + "\n\n" + ask();
  }

  [[nodiscard]] Answer answer(const Conversation& conversation) const {
    const Wish& wish = conversation.wish();
    const auto topics = conversation.topics();
    if (is_too_young(wish)) return said(text("under_age"));
    if (wish.age && *wish.age > kAgeMax) return said(text("which_age"));
    if (topics.has(Topic::refused)) return said(text("not_cleared"));
    if (!conversation.unknown().empty()) {
      return said(
          texts_.text(kTexts, "unknown_exercise", language_, {{"name", conversation.unknown()}}));
    }
    if (conversation.wants_plan()) return plan_or_question(conversation);
    return said(small_reply(topics));
  }

  /// Nobody can answer a question about a form: what it leaves open is assumed.
  [[nodiscard]] Answer answer(const BriefReading& brief) {
    language_ = code_of(brief.language);
    if (brief.flag != RedFlag::none) return said(text(key_of(brief.flag)));
    if (is_too_young(brief.wish)) return said(text("under_age"));
    std::string closing;
    const auto add = [&](std::string_view key) { closing += text(key) + "\n\n"; };
    if (brief.topics.has(Topic::sick)) add("sick");
    if (!brief.wish.cleared) {
      const auto& conditions = brief.wish.conditions;
      if (conditions.has(Condition::pregnancy)) add("clear_pregnancy");
      if (conditions.has(Condition::surgery)) add("clear_surgery");
      if (conditions.has(Condition::illness)) add("clear_illness");
    }
    if (brief.topics.has(Topic::food)) add("no_food");
    closing += text("by_rules") + " " + text("safety");
    return plan_for(brief.wish, request_.brief->pounds, closing);
  }

  [[nodiscard]] Answer plan_for(const Wish& wish, bool pounds, std::string_view closing) const {
    const Wording wording{pounds ? WeightUnit::pounds : WeightUnit::kilograms, language_, texts_,
                          knowledge_.exercises};
    return {{}, render(make_week(wish, wish.again, knowledge_.exercises), wording, closing)};
  }

  [[nodiscard]] Answer plan_or_question(const Conversation& conversation) const {
    const Wish& wish = conversation.wish();
    if (conversation.flagged_before()) return said(text("ask_flagged"));
    if (!wish.conditions.empty() && !wish.cleared) return said(clearance(wish));
    if (conversation.topics().has(Topic::sick)) return said(text("sick"));
    std::string closing;
    if (conversation.topics().has(Topic::food)) closing += text("no_food") + "\n\n";
    if (!said_before([&](std::string_view language) { return in(language, "safety"); })) {
      closing += text("by_rules") + " " + text("safety") + "\n\n";
    }
    closing += change();
    return plan_for(wish, request_.weight_unit == "pounds", closing);
  }

  [[nodiscard]] std::string clearance(const Wish& wish) const {
    if (wish.conditions.has(Condition::pregnancy)) return text("ask_pregnancy");
    if (wish.conditions.has(Condition::surgery)) return text("ask_surgery");
    return text("ask_illness");
  }

  [[nodiscard]] std::string small_reply(EnumSet<Topic> topics) const {
    if (topics.has(Topic::sick)) return text("sick");
    if (topics.has(Topic::help)) return introduction();
    if (topics.has(Topic::food)) return text("no_food") + " " + text("can");
    if (topics.has(Topic::off_topic)) return text("off_topic") + " " + text("can");
    if (topics.has(Topic::question)) return text("no_answers") + " " + text("can");
    if (topics.has(Topic::complaint)) return change();
    if (topics.has(Topic::small_talk)) return text("small_talk") + " " + ask_once();
    if (topics.has(Topic::thanks)) return text("thanks");
    if (topics.has(Topic::bye)) return text("bye");
    if (topics.has(Topic::hello)) return text("hello") + " " + ask_once();
    if (topics.has(Topic::fine)) return text("fine");
    return text("not_understood") + "\n" + ask_once();
  }

  [[nodiscard]] std::string in(std::string_view language, std::string_view key) const {
    return texts_.text(kTexts, key, language, {});
  }

  /// Whether an earlier answer of this coach had the line that `line_in` makes of a language.
  template <class F>
  [[nodiscard]] bool said_before(F line_in) const {
    const auto& messages = request_.messages;
    return std::any_of(
        std::begin(kLanguageCodes), std::end(kLanguageCodes), [&](std::string_view language) {
          const std::string line = line_in(language);
          return std::any_of(messages.begin(), messages.end(), [&](const llm::Message& message) {
            if (message.role != llm::Role::assistant) return false;
            return message.text.find(line) != std::string::npos ||
                   (message.call && message.call->arguments.find(line) != std::string::npos);
          });
        });
  }

  const llm::Request& request_;
  const prompts::Catalog& texts_;
  const Knowledge& knowledge_;
  std::string_view language_;
};

}  // namespace

Answer reply_to(const llm::Request& request, const Knowledge& knowledge,
                const prompts::Catalog& texts) {
  return Coach(request, knowledge, texts).run();
}

Wish wish_of(const llm::Request& request, const Knowledge& knowledge) {
  return request.brief ? read_wish(*request.brief, knowledge)
                       : read_wish(all_said(request), knowledge);
}

bool is_too_young(const Wish& wish) noexcept {
  return wish.age && *wish.age < kAgeMin;
}

std::string too_young_text(const llm::Request& request, const Knowledge& knowledge,
                           const prompts::Catalog& texts) {
  const Conversation conversation =
      read_conversation(all_said(request), knowledge, language_of_locale(request.locale));
  return texts.text(kTexts, "under_age", code_of(conversation.language()), {});
}

std::string warning_for(std::string_view text, std::string_view locale, const Knowledge& knowledge,
                        const prompts::Catalog& texts) {
  return text_of(read_warning(text, knowledge.lexicon, language_of_locale(locale)), texts);
}

std::string warning_for(const Heard& heard, const prompts::Catalog& texts) {
  return text_of(heard.impl_->warning, texts);
}

}  // namespace spotter::trainer
