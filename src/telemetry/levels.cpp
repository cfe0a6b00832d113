#include <spotter/base/spelling.hpp>
#include <spotter/base/text.hpp>
#include <spotter/telemetry/levels.hpp>

#include <algorithm>

namespace spotter::telemetry {
namespace {

/// The room is `name`, or one below it.
bool covers(std::string_view name, std::string_view room) noexcept {
  return room.starts_with(name) && (room.size() == name.size() || room[name.size()] == '/');
}

bool is_known(std::string_view name, std::span<const std::string_view> rooms) noexcept {
  return !name.empty() && std::any_of(rooms.begin(), rooms.end(),
                                      [&](std::string_view room) { return covers(name, room); });
}

/// All rooms, and those above them.
std::vector<std::string_view> names_of(std::span<const std::string_view> rooms) {
  std::vector<std::string_view> names(rooms.begin(), rooms.end());
  for (const std::string_view room : rooms) {
    const auto above = room.substr(0, room.find('/'));
    if (std::find(names.begin(), names.end(), above) == names.end()) names.push_back(above);
  }
  return names;
}

Level level_for(std::string_view room, const LevelSettings& settings) noexcept {
  Level level = settings.all;
  std::size_t longest = 0;
  for (const auto& [name, wanted] : settings.rooms) {
    if (name.size() <= longest || !covers(name, room)) continue;
    longest = name.size();
    level = wanted;
  }
  return level;
}

bool unknown_level(std::string_view text, std::string& why) {
  why = "'" + std::string(text) + "' is no level; there are trace, debug, info, warn and error";
  return false;
}

/// `room=level`.
bool read_room(std::string_view piece, std::size_t sign, std::span<const std::string_view> rooms,
               LevelSettings& settings, std::string& why) {
  const std::string room(trimmed(piece.substr(0, sign)));
  const auto text = trimmed(piece.substr(sign + 1));
  if (!is_known(room, rooms)) {
    why = "'" + room + "' is no room that logs; did you mean '" +
          std::string(nearest_name(room, names_of(rooms))) + "'?";
    return false;
  }
  const auto level = parse_level(text);
  if (!level) return unknown_level(text, why);
  for (const auto& [known, wanted] : settings.rooms) {
    if (known != room) continue;
    why = "'" + room + "' is named twice";
    return false;
  }
  settings.rooms.emplace_back(room, *level);
  return true;
}

}  // namespace

std::optional<Level> parse_level(std::string_view text) noexcept {
  for (const Level level : {Level::trace, Level::debug, Level::info, Level::warn, Level::error}) {
    if (equals_ignoring_case(name_of(level), text)) return level;
  }
  return std::nullopt;
}

std::optional<LevelSettings> parse_levels(std::string_view text,
                                          std::span<const std::string_view> rooms,
                                          std::string& why) {
  LevelSettings settings;
  bool has_all = false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto piece = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (const auto sign = piece.find('='); sign != std::string_view::npos) {
      if (!read_room(piece, sign, rooms, settings, why)) return std::nullopt;
      continue;
    }
    const auto level = parse_level(piece);
    if (!level) {
      unknown_level(piece, why);
      return std::nullopt;
    }
    if (has_all) {
      why = "two levels are for all rooms; write ROOM=LEVEL for one of them";
      return std::nullopt;
    }
    has_all = true;
    settings.all = *level;
  }
  return settings;
}

Levels::Levels(std::span<const std::string_view> rooms, const LevelSettings& settings)
    : rooms_(rooms), cells_(std::make_unique<Cell[]>(rooms.size())) {
  configure(settings);
}

std::vector<Levels::Room> Levels::levels() const {
  std::vector<Room> all;
  all.reserve(rooms_.size());
  for (std::size_t i = 0; i < rooms_.size(); ++i) {
    all.push_back({rooms_[i], static_cast<Level>(cells_[i].now.get()),
                   static_cast<Level>(cells_[i].by_settings.get())});
  }
  return all;
}

bool Levels::set(std::string_view room, Level level) noexcept {
  bool found = false;
  for (std::size_t i = 0; i < rooms_.size(); ++i) {
    if (!room.empty() && !covers(room, rooms_[i])) continue;
    cells_[i].now.set(static_cast<int>(level));
    found = true;
  }
  return found;
}

void Levels::reset() noexcept {
  for (std::size_t i = 0; i < rooms_.size(); ++i)
    cells_[i].now.set(cells_[i].by_settings.get());
}

void Levels::configure(const LevelSettings& settings) noexcept {
  for (std::size_t i = 0; i < rooms_.size(); ++i)
    cells_[i].by_settings.set(static_cast<int>(level_for(rooms_[i], settings)));
  reset();
}

std::string_view Levels::nearest(std::string_view room) const {
  return nearest_name(room, names_of(rooms_));
}

std::optional<std::size_t> Levels::index_of(std::string_view room) const noexcept {
  const auto found = std::find(rooms_.begin(), rooms_.end(), room);
  if (found == rooms_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - rooms_.begin());
}

}  // namespace spotter::telemetry
