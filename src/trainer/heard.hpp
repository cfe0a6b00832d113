#pragma once

#include "trainer/conversation.hpp"

#include <spotter/trainer/listener.hpp>

#include <cstdint>

namespace spotter::trainer {

struct Heard::Impl {
  Conversation conversation;  ///< with the message
  Warning warning;
  std::uint64_t before = 0;  ///< what the listener had heard when it read the message
};

}  // namespace spotter::trainer
