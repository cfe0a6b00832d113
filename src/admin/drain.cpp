#include "admin/resources.hpp"

#include <spotter/codec/json_object.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace spotter::admin {
namespace {

Task<server::Response> answer_with(Place& place, Drain drain, int status) {
  auto& sessions = place.services.sessions;
  std::size_t open = 0;
  std::int64_t running = 0;
  for (shard::ShardId id = 0; id < sessions.size(); ++id) {
    auto count = [](api::Sessions& there) {
      return std::pair(there.size(), there.counts().turns_running);
    };
    auto counting = sessions.invoke_on(id, count);
    const auto here = co_await std::move(counting);
    open += here.first;
    running += here.second;
  }
  std::string out;
  codec::Object object(out);
  object.text("phase", name_of(drain.phase));
  object.number("sessions", open);
  object.number("turns_running", running);
  if (drain.left) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(*drain.left).count();
    object.number("seconds_left", std::max<std::int64_t>(left, 0));
  } else {
    object.null("seconds_left");
  }
  object.end();
  co_return page(status, std::move(out));
}

}  // namespace

Task<server::Response> show_drain(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  auto asking = place.services.drain(Wish::look);
  const Drain drain = co_await std::move(asking);
  auto answering = answer_with(place, drain, 200);
  co_return co_await std::move(answering);
}

Task<server::Response> begin_drain(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  auto asking = place.services.drain(Wish::begin);
  const Drain drain = co_await std::move(asking);
  note(place, call, "admin_drain_begun", {}, drain.begun ? "done" : "already");
  auto answering = answer_with(place, drain, 202);
  co_return co_await std::move(answering);
}

}  // namespace spotter::admin
