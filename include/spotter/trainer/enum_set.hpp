#pragma once

#include <cstdint>
#include <initializer_list>

namespace spotter::trainer {

/// A small set of the values of an enum class (at most 32 of them). A value.
template <class E>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<E> values) {
    for (const E value : values)
      add(value);
  }

  constexpr void add(E value) { bits_ |= bit(value); }
  constexpr void add(EnumSet other) { bits_ |= other.bits_; }
  constexpr void remove(E value) { bits_ &= ~bit(value); }
  constexpr void remove(EnumSet other) { bits_ &= ~other.bits_; }
  constexpr void clear() { bits_ = 0; }

  [[nodiscard]] constexpr bool has(E value) const { return (bits_ & bit(value)) != 0; }
  [[nodiscard]] constexpr bool has_all(EnumSet other) const {
    return (bits_ & other.bits_) == other.bits_;
  }
  [[nodiscard]] constexpr bool has_any(EnumSet other) const { return (bits_ & other.bits_) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

  friend constexpr bool operator==(EnumSet, EnumSet) = default;

 private:
  static constexpr std::uint32_t bit(E value) { return 1U << static_cast<unsigned>(value); }

  std::uint32_t bits_ = 0;
};

/// Calls `visit` with each value from the first to `last` that the set has.
template <class E, class F>
constexpr void for_each(EnumSet<E> set, E last, F visit) {
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) {
    if (set.has(static_cast<E>(i))) visit(static_cast<E>(i));
  }
}

}  // namespace spotter::trainer
