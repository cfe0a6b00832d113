#pragma once

#include <string>
#include <string_view>

namespace spotter {

/// In whose name something is done, for the log: the name of the field and the id in it. A value.
struct Cause {
  std::string_view kind = "request";  ///< or "turn"; a constant
  std::string id;                     ///< empty: nobody's
};

}  // namespace spotter
