#include "chat/plan_answer.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>

namespace spotter::chat {
namespace {

/// Adds a session to the plan, or what is new in it to the one that has its name.
void join(plan::Plan& plan, plan::Session session) {
  const auto same = std::find_if(plan.sessions.begin(), plan.sessions.end(),
                                 [&](const auto& one) { return one.name == session.name; });
  if (same == plan.sessions.end()) {
    if (plan.sessions.size() < plan::kSessionsMax) plan.sessions.push_back(std::move(session));
    return;
  }
  if (same->notes.empty()) same->notes = std::move(session.notes);
  for (plan::Exercise& exercise : session.exercises) {
    const bool there = std::any_of(same->exercises.begin(), same->exercises.end(),
                                   [&](const auto& one) { return one.name == exercise.name; });
    if (!there && same->exercises.size() < plan::kExercisesMax)
      same->exercises.push_back(std::move(exercise));
  }
}

}  // namespace

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

void PlanAnswer::feed(std::string_view fragment) {
  reader_.feed(fragment);
}

void PlanAnswer::expect_rest(PlanAnswer rest) {
  begun_ = whole();
  reader_ = std::move(rest.reader_);
  slot_ = rest.slot_;
}

PlanAnswer::Seen PlanAnswer::visible() const noexcept {
  Seen seen;
  for (const auto* plan : {&begun_, &reader_.plan()}) {
    for (const plan::Session& session : plan->sessions) {
      if (seen.sessions == kSessionsShown) return seen;
      ++seen.sessions;
      seen.exercises += std::min(session.exercises.size(), kExercisesShown);
    }
  }
  return seen;
}

std::size_t PlanAnswer::exercises() const noexcept {
  std::size_t count = reader_.whole_exercises();
  for (const plan::Session& session : begun_.sessions)
    count += session.exercises.size();
  return count;
}

bool PlanAnswer::has_exercise() const noexcept {
  return exercises() > 0;
}

bool PlanAnswer::due() const noexcept {
  const Seen now = visible();
  if (now == shown_ || now.exercises == 0) return false;
  // How long the frame would be, from the length of the last one: exercises are of a size.
  const std::size_t about =
      frames_ == 0 ? 0 : frame_bytes_ / std::max<std::size_t>(shown_.exercises, 1) * now.exercises;
  return frames_bytes_ <= (kFramesMax - 1) * about;
}

void PlanAnswer::show_growing(Reply& reply) {
  shown_ = visible();
  plan::Plan plan = so_far();
  if (plan.sessions.size() > kSessionsShown) plan.sessions.resize(kSessionsShown);
  for (plan::Session& session : plan.sessions) {
    if (session.exercises.size() > kExercisesShown) session.exercises.resize(kExercisesShown);
  }
  frame_bytes_ = reply.show(plan, PlanStage::growing);
  frames_bytes_ += frame_bytes_;
  ++frames_;
}

plan::Plan PlanAnswer::whole() const {
  plan::Plan plan = so_far();
  std::erase_if(plan.sessions,
                [](const plan::Session& session) { return session.exercises.empty(); });
  return plan;
}

plan::Plan PlanAnswer::so_far() const {
  plan::Plan plan = reader_.plan();
  if (begun_.sessions.empty()) {
    for (plan::Session& session : plan.sessions)
      name(session);
    return plan;
  }
  plan::Plan all = begun_;
  for (plan::Session& session : plan.sessions) {
    name(session);
    join(all, std::move(session));
  }
  return all;
}

/// With the names that the user uses. Two exercises of a session do not become one by it.
void PlanAnswer::name(plan::Session& session) const {
  for (auto exercise = session.exercises.begin(); exercise != session.exercises.end(); ++exercise) {
    std::string kept = names_->keep(exercise->name);
    const bool taken = kept != exercise->name &&
                       std::any_of(session.exercises.begin(), exercise,
                                   [&](const auto& earlier) { return earlier.name == kept; });
    if (!taken) exercise->name = std::move(kept);
    if (!names_->is_users(exercise->name)) {
      exercise->name.resize(first_characters(exercise->name, plan::kNameCharactersMax).size());
    }
  }
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
