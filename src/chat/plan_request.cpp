#include "chat/turn.hpp"

#include <spotter/chat/plan_request.hpp>

#include <algorithm>
#include <utility>

namespace spotter::chat {
namespace {

/// Of what the user has, the model is shown what they lift most.
constexpr std::size_t kWeightsShownMax = 100;

/// A label stays on its line of the form.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all.append(", ");
    all.append(on_one_line(text));
  }
  return all;
}

std::string_view word_of(plan::Gender gender) {
  switch (gender) {
    case plan::Gender::male:
      return "male";
    case plan::Gender::female:
      return "female";
    case plan::Gender::other:
      return "other";
    case plan::Gender::not_said:
      break;
  }
  return "not said";
}

std::string_view word_of(plan::Experience experience) {
  switch (experience) {
    case plan::Experience::beginner:
      return "beginner";
    case plan::Experience::intermediate:
      return "intermediate";
    case plan::Experience::advanced:
      return "advanced";
    case plan::Experience::professional:
      break;
  }
  return "professional";
}

/// As the app's slider names them.
std::string_view word_of_volume(int volume) {
  if (volume <= 30) return "light";
  return volume <= 60 ? "medium" : "heavy";
}

std::string unit_of(const plan::Brief& brief) {
  return std::string(name_of(brief.pounds ? WeightUnit::pounds : WeightUnit::kilograms));
}

std::string question_text(const plan::WeekBrief& week, const plan::Brief& brief,
                          const prompts::Catalog& catalog) {
  return catalog.prompt(prompt_of(brief), {{"gender", std::string(word_of(week.gender))},
                                           {"weight_range", week.weight_range},
                                           {"age", std::to_string(week.age)},
                                           {"days", std::to_string(week.days)},
                                           {"goals", joined(week.goals)},
                                           {"experience", std::string(word_of(week.experience))},
                                           {"unit", unit_of(brief)},
                                           {"info", brief.info}});
}

std::string question_text(const plan::SessionBrief& session, const plan::Brief& brief,
                          const prompts::Catalog& catalog) {
  auto weights = session.weights;
  std::stable_sort(weights.begin(), weights.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (weights.size() > kWeightsShownMax) weights.resize(kWeightsShownMax);
  std::string lines;
  for (const auto& [name, weight] : weights)
    lines.append("\n- ").append(on_one_line(name)).append(": ").append(weight.text());
  return catalog.prompt(
      prompt_of(brief),
      {{"areas", joined(session.areas)},
       {"volume_word", std::string(word_of_volume(session.volume))},
       {"exercises_min", std::to_string(plan::exercises_of_volume(session.volume))},
       {"exercise_weights", lines},
       {"unit", unit_of(brief)},
       {"info", brief.info}});
}

Question question_of(plan::Brief brief, std::string locale, const prompts::Catalog& catalog) {
  Question question;
  question.text = std::visit(
      [&](const auto& wanted) { return question_text(wanted, brief, catalog); }, brief.wanted);
  question.locale = std::move(locale);
  question.unit = brief.pounds ? WeightUnit::pounds : WeightUnit::kilograms;
  question.form = std::move(brief);
  return question;
}

/// What cannot be mended by asking again later.
bool is_lasting(llm::FailureClass cause) noexcept {
  switch (cause) {
    case llm::FailureClass::invalid_request:
    case llm::FailureClass::context_length:
    case llm::FailureClass::request_too_large:
    case llm::FailureClass::blocked:
    case llm::FailureClass::malformed_tool_call:
      return true;
    default:
      return false;
  }
}

PlanResult::Kind kind_of(const Turn& turn) {
  using Kind = PlanResult::Kind;
  switch (turn.outcome()) {
    case Outcome::answered:
      return Kind::made;
    case Outcome::warned:
      return Kind::warned;
    case Outcome::quota_used_up:
      return Kind::quota_used_up;
    case Outcome::too_many_turns:
      return Kind::too_many_running;
    case Outcome::overloaded:
      return Kind::unavailable;
    case Outcome::disconnected:
      return Kind::cancelled;
    case Outcome::shut_down:
      return Kind::shut_down;
    case Outcome::upstream_failed:
    case Outcome::cut_off:
      return turn.failure() && !is_lasting(turn.failure()->cause) ? Kind::unavailable
                                                                  : Kind::failed;
    default:
      return Kind::failed;
  }
}

}  // namespace

std::string_view prompt_of(const plan::Brief& brief) noexcept {
  return std::holds_alternative<plan::WeekBrief>(brief.wanted) ? "workout" : "session";
}

struct PlanRequest::Impl {
  /// Nobody reads words here, save a warning.
  class FormReply final : public Reply {
   public:
    FormReply(OnGrowing on_growing, std::string& said)
        : on_growing_(std::move(on_growing)), said_(said) {}
    [[nodiscard]] Room room() const noexcept override { return Room::empty; }
    void show(std::string_view text) override { said_ = text; }
    void start_over() override {}
    std::size_t show(const plan::Plan& plan, PlanStage /*stage*/) override {
      if (on_growing_) on_growing_(plan);
      // Only the proportion of frames matters: exercises are of a size.
      std::size_t size = 1;
      for (const plan::Session& session : plan.sessions)
        size += 256 * session.exercises.size();
      return size;
    }
    [[nodiscard]] bool ends_others() const noexcept override { return false; }
    void release() override {}
    void finish(const Ending& /*ending*/) override {}

   private:
    OnGrowing on_growing_;
    std::string& said_;
  };

  const Services& services;
  Speaker speaker;
  History history{History::Limits{}};
  exercises::NameKeeper names;
  trainer::Listener listener;  ///< hears nothing: a form is no chat
  std::string locale;
  std::string said;
  std::optional<Turn> turn;

  Impl(const Services& given, Speaker who, plan::Brief brief, std::string given_locale,
       OnGrowing on_growing)
      : services(given),
        speaker(std::move(who)),
        names(given.knowledge.exercises),
        listener(given.knowledge),
        locale(std::move(given_locale)) {
    if (const auto* session = std::get_if<plan::SessionBrief>(&brief.wanted)) {
      for (const auto& [name, weight] : session->weights)
        names.add_known(name);
    }
    Question question = question_of(std::move(brief), locale, services.catalog);
    question.frames_are_seen = static_cast<bool>(on_growing);
    turn.emplace(services, speaker, Turn::Memory{history, names, listener}, std::move(question),
                 std::make_unique<FormReply>(std::move(on_growing), said), [](Answering&) {});
  }

  Task<PlanResult> run() {
    co_await turn->run();
    PlanResult result;
    result.kind = kind_of(*turn);
    if (result.kind == PlanResult::Kind::made) result.plan = turn->final_plan();
    if (result.kind == PlanResult::Kind::made && result.plan.sessions.empty())
      result.kind = PlanResult::Kind::failed;
    if (result.kind == PlanResult::Kind::warned) {
      result.plan.name = services.catalog.text("sentences", "plan_of_warning", locale, {});
      result.plan.description = said;
    }
    const Ending ending = turn->ending();
    result.charged = ending.charged;
    result.remaining = ending.remaining;
    result.next_free_in = ending.next_free_in;
    result.retry_after = turn->retry_after();
    if (turn->failure() && turn->failure()->retry_after)
      result.retry_after = *turn->failure()->retry_after;
    co_return result;
  }
};

PlanRequest::PlanRequest(const Services& services, Speaker speaker, plan::Brief brief,
                         std::string locale, OnGrowing on_growing)
    : impl_(std::make_unique<Impl>(services, std::move(speaker), std::move(brief),
                                   std::move(locale), std::move(on_growing))) {}

PlanRequest::~PlanRequest() = default;

Task<PlanResult> PlanRequest::run() {
  return impl_->run();
}

void PlanRequest::cancel() {
  impl_->turn->end(Outcome::disconnected);
}

void PlanRequest::shut_down() {
  impl_->turn->end(Outcome::shut_down);
}

}  // namespace spotter::chat
