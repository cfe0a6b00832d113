#include "chat/plan_answer.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>

namespace spotter::chat {

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
  // Bytes rather than characters: never more than what is allowed. What is added counts more than
  // the end of what was there.
  paragraph = utf8_prefix(paragraph, plan::kDescriptionCharactersMax);
  const std::size_t room = plan::kDescriptionCharactersMax - paragraph.size();
  plan.description.resize(utf8_prefix(plan.description, room > 2 ? room - 2 : 0).size());
  if (!plan.description.empty()) plan.description.append("\n\n");
  plan.description.append(paragraph);
}

}  // namespace spotter::chat
