#pragma once

#include "trainer/reading.hpp"

#include <spotter/trainer/wish.hpp>

#include <string>
#include <string_view>

namespace spotter::trainer {

/// What reading a message came to, besides the wish.
struct MessageReport {
  bool shaped = false;  ///< it said something that shapes a plan
  std::string unknown;  ///< an exercise of a swap that nobody knows
};

/// Changes the wish as one message of the user says; `text` is what the reading is of.
MessageReport read_message(std::string_view text, const Reading& reading,
                           const exercises::Catalogue& catalogue, Wish& wish);

}  // namespace spotter::trainer
