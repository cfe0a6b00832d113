#include "hub/buffers.hpp"

#include <catch2/catch.hpp>

namespace spotter::hub {

TEST_CASE("a buffer that grew gives its memory back", "[hub]") {
  std::string buffer(1000, 'x');
  clear_and_release(buffer);
  CHECK(buffer.empty());
  CHECK(buffer.capacity() == std::string().capacity());
}

}  // namespace spotter::hub
