#pragma once

#include "hub/protocol.hpp"

#include <cstdint>
#include <optional>

namespace spotter::hub {

/// The types of records as they are numbered on the wire. Source: HubProtocol.md.
enum class RecordType : std::int64_t {
  invocation = 1,
  stream_item = 2,
  completion = 3,
  stream_invocation = 4,
  cancel_invocation = 5,
  ping = 6,
  close = 7,
  ack = 8,
  sequence = 9
};

/// Nothing for a type that is not known.
constexpr std::optional<Kind> kind_of(std::int64_t type) noexcept {
  switch (static_cast<RecordType>(type)) {
    case RecordType::invocation:
      return Kind::invocation;
    case RecordType::stream_item:
      return Kind::stream_item;
    case RecordType::completion:
      return Kind::completion;
    case RecordType::stream_invocation:
      return Kind::stream_invocation;
    case RecordType::cancel_invocation:
      return Kind::cancel_invocation;
    case RecordType::ping:
      return Kind::ping;
    case RecordType::close:
      return Kind::close;
    case RecordType::ack:
      return Kind::ack;
    case RecordType::sequence:
      return Kind::sequence;
  }
  return std::nullopt;
}

}  // namespace spotter::hub
