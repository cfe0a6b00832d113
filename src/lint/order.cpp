#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/supersets.hpp"
#include "lint/words.hpp"

#include <algorithm>
#include <array>

namespace spotter::lint {
namespace {

using exercises::Equipment;

bool both_need(const Entry& a, const Entry& b, Equipment equipment) noexcept {
  return needs(a, equipment) && needs(b, equipment);
}

bool share_a_machine(const Entry& a, const Entry& b) noexcept {
  constexpr std::array kOneOfAKind{Equipment::smith_machine, Equipment::trap_bar,
                                   Equipment::landmine, Equipment::sled, Equipment::cardio_machine};
  return std::any_of(kOneOfAKind.begin(), kOneOfAKind.end(),
                     [&](Equipment equipment) { return both_need(a, b, equipment); });
}

}  // namespace

bool may_pair(const Work& work, const plan::Exercise& first, const plan::Exercise& second) {
  constexpr int kHeavyPairReps = 8;
  const Entry* a = work.known(first);
  const Entry* b = work.known(second);
  if (is_heavy(first, a) || is_heavy(second, b)) return false;
  if (a == nullptr || b == nullptr) return true;
  if (strains(*a, exercises::Strain::lower_back) && strains(*b, exercises::Strain::lower_back)) {
    return false;
  }
  if (share_a_machine(*a, *b)) return false;
  return !(both_need(*a, *b, Equipment::barbell) && is_heavy(first, a, kHeavyPairReps) &&
           is_heavy(second, b, kHeavyPairReps));
}

namespace rules {
namespace {

/// Exercises that are done in turn, or a single one: they move together.
struct Block {
  std::vector<plan::Exercise> exercises;
  std::optional<int> rank;  ///< none: stays where it is
};

/// Power, then big lifts, then the rest; what the order is free for, or unknown, has no rank.
std::optional<int> rank_of(const Entry* known) noexcept {
  if (known == nullptr) return std::nullopt;
  using exercises::Pattern;
  switch (known->pattern) {
    case Pattern::olympic:
      return 0;
    case Pattern::jump:
    case Pattern::throwing:
    case Pattern::carry:
    case Pattern::cardio:
    case Pattern::mobility:
      return std::nullopt;
    default:
      break;
  }
  if (known->kind == exercises::Kind::cardio) return std::nullopt;
  return is_big(*known) ? 1 : 2;
}

std::vector<Block> blocks_of(const Work& work, const plan::Session& session) {
  std::vector<Block> blocks;
  bool goes_on = false;
  for (const plan::Exercise& exercise : session.exercises) {
    const auto rank = rank_of(work.known(exercise));
    if (goes_on) {
      Block& block = blocks.back();
      block.exercises.push_back(exercise);
      if (rank && block.rank) block.rank = std::min(*rank, *block.rank);
      if (!rank) block.rank.reset();
    } else {
      blocks.push_back({{exercise}, rank});
    }
    goes_on = leads_superset(exercise);
  }
  return blocks;
}

/// Sorts what has a rank among the places where something with a rank stood.
bool sort_blocks(std::vector<Block>& blocks) {
  std::vector<std::size_t> places;
  std::vector<Block> ranked;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (!blocks[b].rank) continue;
    places.push_back(b);
    ranked.push_back(blocks[b]);
  }
  const auto by_rank = [](const Block& a, const Block& b) { return *a.rank < *b.rank; };
  if (std::is_sorted(ranked.begin(), ranked.end(), by_rank)) return false;
  std::stable_sort(ranked.begin(), ranked.end(), by_rank);
  for (std::size_t i = 0; i < places.size(); ++i)
    blocks[places[i]] = std::move(ranked[i]);
  return true;
}

}  // namespace

void order_exercises(Work& work) {
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    plan::Session& session = work.plan.sessions[s];
    std::vector<Block> blocks = blocks_of(work, session);
    if (!sort_blocks(blocks)) continue;
    session.exercises.clear();
    for (Block& block : blocks)
      std::move(block.exercises.begin(), block.exercises.end(),
                std::back_inserter(session.exercises));
    work.repaired(kind::kReordered, at(s),
                  joined({"Session ", quoted(session.name),
                          " had small exercises before big lifts: the big ones come first."}));
  }
}

void clear_supersets(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    if (!leads_superset(exercise)) return;
    const auto& exercises = work.plan.sessions[s].exercises;
    const bool is_last = e + 1 == exercises.size();
    if (!is_last && may_pair(work, exercise, exercises[e + 1])) return;
    std::get<plan::Strength>(exercise.work).superset_with_next = false;
    work.repaired(
        kind::kSupersetCleared, at(s, e),
        joined({quoted(exercise.name), is_last ? " had nothing to be paired with: no superset."
                                               : " does not go with the next one: no superset."}));
  });
}

}  // namespace rules
}  // namespace spotter::lint
