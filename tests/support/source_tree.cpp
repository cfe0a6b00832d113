#include "support/source_tree.hpp"

namespace spotter::testing {

std::string source_path(std::string_view path) {
  return std::string(SPOTTER_SOURCE_DIR "/").append(path);
}

}  // namespace spotter::testing
