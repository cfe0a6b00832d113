#pragma once

#include "trainer/reading.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace spotter::trainer {

/// A number in the text.
struct Number {
  double value;
  Hit at;  ///< where; its term is Term::number
  bool word;
};

/// The numbers of a message, and what each of them counts. Points to the reading.
class Numbers {
 public:
  explicit Numbers(const Reading& reading);

  [[nodiscard]] const std::vector<Number>& list() const noexcept { return list_; }

  /// "4 days", "3 a week", "3 pro Woche", "4x".
  [[nodiscard]] bool counts_days(const Number& number) const;
  /// A unit of time other than days and weeks follows.
  [[nodiscard]] bool has_unit(const Hit& number) const;
  /// Tells how old somebody is who will train.
  [[nodiscard]] bool is_age(const Number& number) const;
  /// "Since 10 years", "10 years of lifting": a number with a unit of time of its own.
  [[nodiscard]] bool is_experience(const Hit& number) const;
  /// How long somebody has trained; nothing when the number does not tell.
  [[nodiscard]] std::optional<double> months_of_training(const Number& number) const;

 private:
  [[nodiscard]] bool is_ordinal(const Hit& number) const;
  [[nodiscard]] bool is_sets(const Hit& times) const;
  [[nodiscard]] bool is_spelled_out_age(const Hit& number) const;
  [[nodiscard]] bool is_somebody_elses_age(const Number& number) const;
  [[nodiscard]] bool is_said_as_age(const Number& number) const;
  [[nodiscard]] bool are_joined(std::uint32_t begin, std::uint32_t end) const;
  [[nodiscard]] bool unspaced() const { return is_unspaced(reading_.language()); }

  const Reading& reading_;
  std::vector<Number> list_;
};

}  // namespace spotter::trainer
