#include "telemetry/repeats.hpp"

#include <algorithm>

namespace spotter::telemetry {
namespace {

// A cell's window and count share one number, so that both change at once.
constexpr int kCountBits = 28;
constexpr std::uint64_t kCountMax = (std::uint64_t{1} << kCountBits) - 1;

std::uint64_t window_of(TimePoint now) noexcept {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(now.time_since_epoch() / Repeats::kWindow, 0));
}
constexpr std::uint64_t make_state(std::uint64_t window, std::uint64_t count) noexcept {
  return (window << kCountBits) | count;
}
constexpr std::uint64_t withheld_of(std::uint64_t state) noexcept {
  const std::uint64_t count = state & kCountMax;
  return count > Repeats::kRepeatsMax ? count - Repeats::kRepeatsMax : 0;
}

}  // namespace

Repeats::Cell* Repeats::cell_of(std::string_view name) noexcept {
  // Names are constants: where one is says which it is. Two constants that read the same may be
  // counted apart.
  const auto text = reinterpret_cast<std::uintptr_t>(name.data());
  for (Cell& cell : cells_) {
    std::uintptr_t known = cell.text.get();
    if (known == 0 && cell.text.replace(known, text)) {
      cell.size.set(name.size());
      return &cell;
    }
    if (known == text) return &cell;
  }
  return nullptr;
}

Repeats::Answer Repeats::ask(std::string_view name, TimePoint now) noexcept {
  Cell* cell = cell_of(name);
  if (cell == nullptr) return {};
  const std::uint64_t window = window_of(now);
  std::uint64_t state = cell->state.get();
  for (;;) {
    // Another thread's clock may have been read a little later: its window is good for both.
    if ((state >> kCountBits) < window) {
      if (cell->state.replace(state, make_state(window, 1))) return {true, withheld_of(state)};
      continue;
    }
    const std::uint64_t count = state & kCountMax;
    if (count == kCountMax) return {false, 0};
    if (cell->state.replace(state, state + 1)) return {count < kRepeatsMax, 0};
  }
}

std::vector<Repeats::Withheld> Repeats::take(TimePoint now) {
  const std::uint64_t window = window_of(now);
  std::vector<Withheld> all;
  for (Cell& cell : cells_) {
    const std::uintptr_t text = cell.text.get();
    if (text == 0) break;
    const std::size_t size = cell.size.get();
    std::uint64_t state = cell.state.get();
    while (size != 0 && (state >> kCountBits) < window && withheld_of(state) > 0) {
      if (!cell.state.replace(state, make_state(state >> kCountBits, 0))) continue;
      all.push_back({{reinterpret_cast<const char*>(text), size}, withheld_of(state)});
      break;
    }
  }
  return all;
}

}  // namespace spotter::telemetry
