#include "admin/resources.hpp"

#include <spotter/codec/json_object.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace spotter::admin {
namespace {

using telemetry::Levels;

/// The room itself, or one below it; all are below the empty name.
bool is_in(std::string_view room, std::string_view above) noexcept {
  if (above.empty() || room == above) return true;
  return room.starts_with(above) && room[above.size()] == '/';
}

std::vector<Levels::Room> rooms_in(const Levels& levels, std::string_view above) {
  std::vector<Levels::Room> rooms = levels.levels();
  std::erase_if(rooms, [&](const Levels::Room& room) { return !is_in(room.name, above); });
  return rooms;
}

server::Response levels_page(const Levels& levels, std::string_view above) {
  std::string out;
  codec::Object object(out);
  object.key("rooms") += '[';
  for (const Levels::Room& room : rooms_in(levels, above)) {
    if (out.back() != '[') out += ',';
    codec::Object entry(out);
    entry.text("room", room.name);
    entry.text("level", telemetry::name_of(room.level));
    entry.text("setting", telemetry::name_of(room.by_settings));
    entry.end();
  }
  out += ']';
  object.end();
  return page(200, std::move(out));
}

server::Response no_such_room(const Levels& levels, std::string_view room) {
  return problem(
      404, "unknown-room", "Unknown room",
      "No room of this name logs; the nearest is '" + std::string(levels.nearest(room)) + "'.");
}

/// For the record, where all rooms have no name.
std::string_view target_of(const Call& call) noexcept {
  return call.name.empty() ? std::string_view("all") : call.name;
}

}  // namespace

Task<server::Response> list_log_levels(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  co_return levels_page(place.services.levels, {});
}

Task<server::Response> set_log_level(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  auto read = read_body(place, call, {"level"});
  if (auto* fault = std::get_if<server::Response>(&read)) co_return std::move(*fault);
  const auto text = std::get<codec::JsonValue>(read).get("level");
  const auto level = text && text->string() ? telemetry::parse_level(*text->string())
                                            : std::optional<telemetry::Level>();
  if (!level) co_return problem(400, "'level' must be trace, debug, info, warn or error.");
  Levels& levels = place.services.levels;
  if (!levels.set(call.name, *level)) {
    note(place, call, "admin_log_level_set", {}, "unknown_target");
    co_return no_such_room(levels, call.name);
  }
  note(place, call, "admin_log_level_set", target_of(call), "done",
       {{"new_level", telemetry::name_of(*level)}});
  co_return levels_page(levels, call.name);
}

Task<server::Response> reset_log_level(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  Levels& levels = place.services.levels;
  const auto rooms = rooms_in(levels, call.name);
  if (rooms.empty()) {
    note(place, call, "admin_log_level_reset", {}, "unknown_target");
    co_return no_such_room(levels, call.name);
  }
  if (call.name.empty()) {
    levels.reset();
  } else {
    // A room above others comes before them, so that what it sets for them is set right after it.
    auto in_order = rooms;
    std::sort(in_order.begin(), in_order.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    for (const Levels::Room& room : in_order)
      levels.set(room.name, room.by_settings);
  }
  note(place, call, "admin_log_level_reset", target_of(call), "done");
  co_return levels_page(levels, call.name);
}

}  // namespace spotter::admin
