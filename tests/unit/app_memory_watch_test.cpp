#include "app/memory_watch.hpp"
#include "support/temporary.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;

namespace {

constexpr std::uint64_t kMebibyte = 1024 * 1024;

/// A machine of 1 GiB.
struct Machine {
  Machine() { folder.write("proc/meminfo", "MemTotal:        1048576 kB\nMemFree: 1 kB\n"); }
  void write(const std::string& file, const std::string& text) { folder.write(file, text); }
  [[nodiscard]] std::uint64_t limit() const { return app::memory_limit(folder.path().string()); }
  testing::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("without a control group the machine's memory is the limit", "[app][overload]") {
  Machine machine;
  CHECK(machine.limit() == 1024 * kMebibyte);
  machine.write("proc/self/cgroup", "0::/\n");
  CHECK(machine.limit() == 1024 * kMebibyte);
  CHECK(app::memory_limit("/nowhere") == 0);
}

TEST_CASE("the least limit of the control groups holds", "[app][overload]") {
  Machine machine;
  machine.write("proc/self/cgroup", "0::/system.slice/spotter.service\n");
  const std::string top = "sys/fs/cgroup/";
  machine.write(top + "system.slice/spotter.service/memory.max", "max\n");
  CHECK(machine.limit() == 1024 * kMebibyte);
  machine.write(top + "system.slice/spotter.service/memory.max", "536870912\n");
  CHECK(machine.limit() == 512 * kMebibyte);
  machine.write(top + "system.slice/memory.max", "268435456\n");
  CHECK(machine.limit() == 256 * kMebibyte);
  // What a container sees of its own group.
  machine.write("proc/self/cgroup", "0::/\n");
  machine.write(top + "memory.max", "134217728\n");
  CHECK(machine.limit() == 128 * kMebibyte);
}

TEST_CASE("control groups of the first version", "[app][overload]") {
  Machine machine;
  machine.write("proc/self/cgroup", "7:cpu,cpuacct:/a\n4:memory:/a/b\n1:name=systemd:/a\n");
  const std::string top = "sys/fs/cgroup/memory/";
  machine.write(top + "a/b/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(machine.limit() == 1024 * kMebibyte);
  machine.write(top + "a/memory.limit_in_bytes", "67108864\n");
  CHECK(machine.limit() == 64 * kMebibyte);
}

TEST_CASE("what cannot be read is no limit", "[app][overload]") {
  Machine machine;
  machine.write("proc/self/cgroup", "nonsense\n0:\n0::/a\n");
  machine.write("sys/fs/cgroup/a/memory.max", "-\n");
  CHECK(machine.limit() == 1024 * kMebibyte);
}

TEST_CASE("what lies free is given back once it is much", "[app][overload]") {
  CHECK_FALSE(app::is_worth_giving_back(0, 0));
  CHECK_FALSE(app::is_worth_giving_back(31 * kMebibyte, 0));
  CHECK(app::is_worth_giving_back(32 * kMebibyte, 0));
  // What could not be given back last time is no reason to try again.
  CHECK_FALSE(app::is_worth_giving_back(100 * kMebibyte, 90 * kMebibyte));
  CHECK(app::is_worth_giving_back(122 * kMebibyte, 90 * kMebibyte));
}
