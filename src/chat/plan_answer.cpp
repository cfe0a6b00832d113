#include "chat/plan_answer.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>

namespace spotter::chat {
namespace {

/// At most so many; cut between words, where there are any.
std::string_view first_characters(std::string_view text, std::size_t characters_max) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80;
    if (!begins || ++characters <= characters_max) continue;
    const std::string_view cut = text.substr(0, at);
    const std::size_t blank = cut.find_last_of(" \n");
    return trimmed(blank == std::string_view::npos ? cut : cut.substr(0, blank));
  }
  return text;
}

}  // namespace

void PlanAnswer::feed(std::string_view fragment) {
  bytes_ += fragment.size();
  reader_.feed(fragment);
}

bool PlanAnswer::has_exercise() const noexcept {
  const auto& sessions = reader_.plan().sessions;
  return std::any_of(sessions.begin(), sessions.end(),
                     [](const plan::Session& session) { return !session.exercises.empty(); });
}

bool PlanAnswer::due() const noexcept {
  // How long the frame would be, from the length of the last one: exercises are of a size.
  const std::size_t about =
      frames_ == 0 ? 0 : frame_bytes_ / shown_exercises_ * reader_.whole_exercises();
  const bool affordable = frames_bytes_ <= (kFramesMax - 1) * about;
  return reader_.milestones() != shown_milestones_ && affordable && has_exercise();
}

void PlanAnswer::show_growing(Reply& reply) {
  shown_milestones_ = reader_.milestones();
  shown_exercises_ = reader_.whole_exercises();
  frame_bytes_ = reply.show(named(reader_.plan()));
  frames_bytes_ += frame_bytes_;
  ++frames_;
}

plan::Plan PlanAnswer::whole() const {
  plan::Plan plan = named(reader_.plan());
  std::erase_if(plan.sessions,
                [](const plan::Session& session) { return session.exercises.empty(); });
  return plan;
}

plan::Plan PlanAnswer::named(plan::Plan plan) const {
  for (plan::Session& session : plan.sessions) {
    for (plan::Exercise& exercise : session.exercises)
      exercise.name = names_.keep(exercise.name);
  }
  return plan;
}

void add_to_description(plan::Plan& plan, std::string_view paragraph) {
  paragraph = trimmed(paragraph);
  if (paragraph.empty()) return;
  // What is added counts more than the end of what was there.
  paragraph = first_characters(paragraph, plan::kDescriptionCharactersMax);
  const std::size_t taken = count_code_points(paragraph) + 2;
  const std::size_t room =
      plan::kDescriptionCharactersMax > taken ? plan::kDescriptionCharactersMax - taken : 0;
  plan.description.resize(first_characters(plan.description, room).size());
  if (!plan.description.empty()) plan.description.append("\n\n");
  plan.description.append(paragraph);
}

}  // namespace spotter::chat
