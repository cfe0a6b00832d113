#include <spotter/hub/spare_buffers.hpp>

#include <catch2/catch.hpp>

#include <string>

namespace spotter::hub {

TEST_CASE("the memory of a frame serves the next one", "[hub]") {
  SpareBuffers spares;
  std::string buffer(3000, 'x');
  const char* memory = buffer.data();
  spares.take(buffer);
  CHECK(buffer.empty());
  CHECK(buffer.capacity() == std::string().capacity());
  REQUIRE(spares.size() == 1);
  std::string next;
  spares.lend(next);
  CHECK(next.empty());
  CHECK(next.data() == memory);
  CHECK(spares.size() == 0);
  spares.lend(next);
  CHECK(next.data() == memory);
}

TEST_CASE("a buffer that has more is left as it is", "[hub]") {
  SpareBuffers spares;
  std::string small(600, 'x');
  spares.take(small);
  std::string large;
  large.reserve(1000);
  spares.lend(large);
  CHECK(large.capacity() >= 1000);
  CHECK(spares.size() == 1);
}

TEST_CASE("no more memory is kept than a shard needs", "[hub]") {
  SpareBuffers spares;
  std::string long_one(SpareBuffers::kBytesMax + 1, 'x');
  spares.take(long_one);
  CHECK(long_one.capacity() == std::string().capacity());
  std::string ping(300, 'x');
  spares.take(ping);
  CHECK(ping.capacity() == std::string().capacity());
  CHECK(spares.size() == 0);
  for (std::size_t i = 0; i <= SpareBuffers::kBuffersMax; ++i) {
    std::string buffer(600, 'x');
    spares.take(buffer);
    CHECK(buffer.capacity() == std::string().capacity());
  }
  CHECK(spares.size() == SpareBuffers::kBuffersMax);
}

}  // namespace spotter::hub
