#pragma once

#include "trainer/reading.hpp"

#include <spotter/trainer/wish.hpp>

#include <string_view>

namespace spotter::trainer {

/// Changes the wish as one message of the user says; `text` is what the reading is of. True: the
/// message said something that shapes a plan.
bool read_message(std::string_view text, const Reading& reading,
                  const exercises::Catalogue& catalogue, Wish& wish);

}  // namespace spotter::trainer
