#pragma once

#include <string>

namespace spotter::hub {

/// One JSON value as text: whole, and without 0x1E.
struct Json {
  std::string text;
  /// The same as MessagePack, if it came so and has bytes in it: JSON has them as base64 texts, and
  /// a MessagePack client that gets the value back shall get bytes. Else empty.
  std::string packed = {};
  friend bool operator==(const Json&, const Json&) = default;
};

}  // namespace spotter::hub
