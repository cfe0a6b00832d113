#include <spotter/base/file.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace spotter {
namespace {

TEST_CASE("a file is read whole up to its limit, and not a byte beyond", "[base]") {
  const auto path = std::filesystem::temp_directory_path() /
                    ("spotter-base-file-" +
                     std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  const std::string text(100'000, 'x');
  std::ofstream(path, std::ios::binary) << text;
  const auto whole = read_file(path.string(), text.size());
  const auto beyond = read_file(path.string(), text.size() - 1);
  std::filesystem::remove(path);
  REQUIRE(whole.has_value());
  CHECK(whole.value() == text);
  CHECK(beyond.error().code == Errc::too_large);
}

TEST_CASE("a file that is not there, and a folder, cannot be read", "[base]") {
  CHECK(read_file("/nonexistent/file", 10).error().code == Errc::unavailable);
  CHECK(read_file("/tmp", 10).error().code == Errc::unavailable);
}

TEST_CASE("a pipe is read to its writer's end", "[base]") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  REQUIRE(::write(ends[1], "text", 4) == 4);
  ::close(ends[1]);
  const auto text = read_file("/dev/fd/" + std::to_string(ends[0]), 10);
  ::close(ends[0]);
  REQUIRE(text.has_value());
  CHECK(text.value() == "text");
}

TEST_CASE("a file without an end stops at the limit", "[base]") {
  CHECK(read_file("/dev/zero", 1000).error().code == Errc::too_large);
}

}  // namespace
}  // namespace spotter
