#include "admin/resources.hpp"

#include <spotter/codec/json_object.hpp>
#include <spotter/ops/resilience.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::admin {
namespace {

using llm::failover::Board;
using llm::failover::Grip;
using llm::failover::Hand;

/// A week.
constexpr std::int64_t kSecondsMax = 7 * 24 * 3600;

constexpr std::array<std::pair<std::string_view, Hand>, 3> kHands = {
    {{"open", Hand::open}, {"closed", Hand::close}, {"auto", Hand::off}}};

std::variant<Grip, server::Response> read_grip(Place& place, const Call& call) {
  auto read = read_body(place, call, {"state", "seconds"});
  if (auto* fault = std::get_if<server::Response>(&read)) return std::move(*fault);
  const auto body = std::get<codec::JsonValue>(read);
  const auto state = body.get("state");
  const auto* hand = std::find_if(kHands.begin(), kHands.end(), [&](const auto& known) {
    return state && state->string() == known.first;
  });
  if (hand == kHands.end()) return problem(400, "'state' must be open, closed or auto.");
  Grip grip{hand->second};
  const auto seconds = body.get("seconds");
  if (!seconds) return grip;
  if (grip.hand != Hand::open) return problem(400, "'seconds' goes with the state open only.");
  const auto number = seconds->integer();
  if (!number || *number < 1 || *number > kSecondsMax)
    return problem(400, "'seconds' must be a whole number from 1 to 604800.");
  grip.lasts = std::chrono::seconds(*number);
  return grip;
}

std::string_view word_of(Hand hand) noexcept {
  const auto* found = std::find_if(kHands.begin(), kHands.end(),
                                   [&](const auto& known) { return known.second == hand; });
  return found->first;
}

/// What became of the grip, and how all stand after it. A value.
struct Done {
  Board::Gripped what = Board::Gripped::unknown;
  llm::failover::Report report;
};

server::Response no_such_provider(const llm::failover::Report& report) {
  std::string known;
  for (const auto& standing : report.standings)
    known.append(known.empty() ? "" : ", ").append(standing.provider);
  return problem(404, "unknown-provider", "Unknown provider",
                 "There is no provider of this name here; there are: " + known + ".");
}

}  // namespace

Task<server::Response> list_providers(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  auto read = [](Board& board) { return board.report(); };
  auto reading = place.services.boards.invoke_on(place.services.board_shard, read);
  const llm::failover::Report report = co_await std::move(reading);
  std::string out;
  codec::Object object(out);
  if (report.answering.empty()) {
    object.null("answering");
  } else {
    object.text("answering", report.answering);
  }
  object.key("providers") += '[';
  for (const auto& standing : report.standings) {
    if (out.back() != '[') out += ',';
    out += ops::provider_object(standing);
  }
  out += ']';
  object.end();
  co_return page(200, std::move(out));
}

Task<server::Response> set_breaker(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  auto read = read_grip(place, call);
  if (auto* fault = std::get_if<server::Response>(&read)) co_return std::move(*fault);
  const Grip grip = std::get<Grip>(read);
  auto take = [name = std::string(call.name), grip](Board& board) {
    const auto what = board.grip(name, grip);
    return Done{what, board.report()};
  };
  auto taking = place.services.boards.invoke_on(place.services.board_shard, std::move(take));
  const Done done = co_await std::move(taking);
  if (done.what == Board::Gripped::unknown) {
    note(place, call, "admin_breaker_set", {}, "unknown_target");
    co_return no_such_provider(done.report);
  }
  if (done.what == Board::Gripped::by_rules) {
    note(place, call, "admin_breaker_set", call.name, "refused");
    co_return problem(409, "no-breaker", "No breaker",
                      "This provider works by rules, without calls: it has no breaker.");
  }
  const std::int64_t seconds =
      grip.lasts ? std::chrono::duration_cast<std::chrono::seconds>(*grip.lasts).count() : 0;
  note(place, call, "admin_breaker_set", call.name, "done",
       {{"state", word_of(grip.hand)}, {"seconds", seconds}});
  const auto& standings = done.report.standings;
  const auto standing = std::find_if(standings.begin(), standings.end(),
                                     [&](const auto& one) { return one.provider == call.name; });
  co_return page(200, ops::provider_object(*standing));
}

}  // namespace spotter::admin
