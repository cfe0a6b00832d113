#include "support/temporary.hpp"

#include <spotter/telemetry/logs.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace spotter;
using namespace spotter::testing;
using namespace spotter::telemetry;
using namespace std::chrono_literals;

namespace {

constexpr std::array<std::string_view, 2> kRooms = {"chat", "redis"};
constexpr std::array<std::string_view, 1> kRecords = {"turn_finished"};
constexpr std::array<std::string_view, 1> kPaced = {"refused"};
constexpr LogNames kNames = {kRooms, kRecords, kPaced};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::size_t count(const std::string& text, std::string_view word) {
  std::size_t found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++found;
  return found;
}

template <class Condition>
bool soon(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

/// What is written to standard error while it lives, through a pipe that nobody empties before
/// text().
class CaughtStderr {
 public:
  CaughtStderr() {
    REQUIRE(::pipe(pipe_) == 0);
    before_ = ::dup(STDERR_FILENO);
    ::dup2(pipe_[1], STDERR_FILENO);
    ::close(pipe_[1]);
  }
  CaughtStderr(const CaughtStderr&) = delete;
  CaughtStderr& operator=(const CaughtStderr&) = delete;
  ~CaughtStderr() {
    restore();
    ::close(pipe_[0]);
  }
  /// Reads on until restore() and whoever else has it have let go.
  void read() {
    std::array<char, 65536> bytes{};
    for (;;) {
      const auto size = ::read(pipe_[0], bytes.data(), bytes.size());
      if (size <= 0) return;
      text_.append(bytes.data(), static_cast<std::size_t>(size));
    }
  }
  void restore() {
    if (before_ < 0) return;
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    before_ = -1;
  }
  const std::string& text() {
    restore();
    read();
    return text_;
  }

 private:
  int pipe_[2] = {-1, -1};
  int before_ = -1;
  std::string text_;
};

/// Moved by hand, and read by the thread that writes.
class SharedClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const noexcept override {
    return TimePoint(1000h) + std::chrono::milliseconds(passed_.load());
  }
  [[nodiscard]] WallTime wall_now() const noexcept override {
    return WallTime(500'000h) + std::chrono::milliseconds(passed_.load());
  }
  void advance(std::chrono::milliseconds by) noexcept { passed_ += by.count(); }

 private:
  std::atomic<std::int64_t> passed_{0};
};

struct World {
  SharedClock clock;
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "spotter.log";
  std::filesystem::path errors = folder.path() / "error.log";
  LogSettings settings;
  std::unique_ptr<Logs> logs;

  World() {
    settings.format = Format::text;
    settings.file = file;
    settings.error_file = errors;
  }
  Logs& open() {
    std::string why;
    logs = Logs::open(settings, kNames, clock, why);
    INFO(why);
    REQUIRE(logs);
    return *logs;
  }
  /// All lines are written then.
  std::string end() {
    logs.reset();
    return text_of(file);
  }
};

}  // namespace

TEST_CASE("lines go into the file with their room, warnings and errors into the other as well",
          "[telemetry]") {
  World world;
  Logs& logs = world.open();
  logs.room("chat").event(Level::info, "turn_finished", {{"turn", "a-1"}});
  logs.room("redis").event(Level::warn, "redis_away", {});
  logs.room("redis").event(Level::error, "bug", {});
  logs.audit().event("log_level_set", {"127.0.0.1", "0a1b2c3d", "chat", "done", "r-1"},
                     {{"level", "trace"}});
  const auto counts = logs.counts();
  CHECK(counts.lines == std::array<std::uint64_t, 5>{0, 0, 1, 1, 1});
  CHECK(counts.audits == 1);
  const std::string all = world.end();
  CHECK(count(all, "\n") == 4);
  CHECK(all.find(" info  turn_finished room=chat turn=a-1\n") != std::string::npos);
  CHECK(all.find(" audit log_level_set room=admin address=127.0.0.1 key=0a1b2c3d target=chat "
                 "outcome=done request=r-1 level=trace\n") != std::string::npos);
  const std::string bad = text_of(world.errors);
  CHECK(count(bad, "\n") == 2);
  CHECK(bad.find("redis_away room=redis") != std::string::npos);
  CHECK(bad.find("bug room=redis") != std::string::npos);
}

TEST_CASE("files of the log are for their owner and group only, and are appended to",
          "[telemetry]") {
  World world;
  const auto mask = ::umask(0);
  world.open().room("chat").event(Level::info, "first", {});
  ::umask(mask);
  world.end();
  struct stat status {};
  REQUIRE(::stat(world.file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  world.open().room("chat").event(Level::info, "second", {});
  const std::string all = world.end();
  CHECK(count(all, "first") == 1);
  CHECK(count(all, "second") == 1);
}

TEST_CASE("a file that cannot be opened at the start is named", "[telemetry]") {
  World world;
  std::string why;
  world.settings.file = world.folder.path() / "none" / "spotter.log";
  CHECK_FALSE(Logs::open(world.settings, kNames, world.clock, why));
  CHECK(why.starts_with("log.file (SPOTTER_LOG_FILE): '"));
  CHECK(why.find("No such file or directory") != std::string::npos);
  world.settings.file = world.file;
  world.settings.error_file = world.folder.path();
  CHECK_FALSE(Logs::open(world.settings, kNames, world.clock, why));
  CHECK(why.starts_with("log.error_file (SPOTTER_LOG_ERROR_FILE): '"));
}

TEST_CASE("after a file was renamed, lines go into a new one", "[telemetry]") {
  World world;
  Logs& logs = world.open();
  logs.room("chat").event(Level::warn, "before", {});
  REQUIRE(soon([&] { return count(text_of(world.errors), "before") == 1; }));
  std::filesystem::rename(world.file, world.file.string() + ".1");
  std::filesystem::rename(world.errors, world.errors.string() + ".1");
  logs.reopen();
  // Without a further line.
  REQUIRE(soon([&] { return std::filesystem::exists(world.errors); }));
  logs.room("chat").event(Level::warn, "after", {});
  const std::string all = world.end();
  CHECK(count(all, "before") == 0);
  CHECK(count(all, "after") == 1);
  CHECK(count(text_of(world.file.string() + ".1"), "before") == 1);
  CHECK(count(text_of(world.errors), "after") == 1);
}

TEST_CASE(
    "what goes into a file that could not be opened again is on standard error too, until it can",
    "[telemetry]") {
  CaughtStderr caught;
  World world;
  const auto place = world.folder.path() / "logs";
  std::filesystem::create_directory(place);
  world.settings.file = place / "spotter.log";
  world.settings.error_file.clear();
  Logs& logs = world.open();
  const auto moved = world.folder.path() / "moved";
  std::filesystem::rename(place, moved);
  for (int i = 0; i < 3; ++i) {
    logs.reopen();
    logs.room("chat").event(Level::info, "lost", {});
  }
  REQUIRE(soon([&] { return logs.counts().misplaced == 3; }));
  // It is there again, and is tried again by itself, but not before a second has passed.
  std::filesystem::create_directory(place);
  logs.room("chat").event(Level::info, "lost", {});
  REQUIRE(soon([&] { return logs.counts().misplaced == 4; }));
  world.clock.advance(1s);
  logs.room("chat").event(Level::info, "found", {});
  world.logs.reset();
  CHECK(count(text_of(moved / "spotter.log"), "lost") == 4);
  CHECK(count(text_of(place / "spotter.log"), "found") == 1);
  CHECK(count(text_of(place / "spotter.log"), "lost") == 0);
  const std::string& told = caught.text();
  CHECK(count(told, "lost room=chat") == 4);
  CHECK(count(told, "found") == 0);
  CHECK(count(told, "log_file_not_reopened") == 1);
  CHECK(told.find("No such file or directory") != std::string::npos);
}

TEST_CASE("what a full disk does not take goes to standard error, and that is said once a minute",
          "[telemetry]") {
  CaughtStderr caught;
  World world;
  world.settings.file = "/dev/full";
  Logs& logs = world.open();
  for (int i = 0; i < 5; ++i)
    logs.room("chat").event(Level::info, "turn_finished", {{"n", i}});
  REQUIRE(soon([&] { return logs.counts().misplaced == 5; }));
  world.clock.advance(1min);
  logs.room("chat").event(Level::warn, "kept", {});
  world.logs.reset();
  const std::string& told = caught.text();
  CHECK(count(told, "turn_finished room=chat") == 5);
  CHECK(count(told, "kept room=chat") == 1);
  CHECK(count(told, "log_file_failed room=telemetry file=/dev/full why=\"No space left") == 2);
  CHECK(count(text_of(world.errors), "kept") == 1);
}

TEST_CASE("a warning that floods is withheld and counted; records, information and audits are not",
          "[telemetry]") {
  World world;
  Logs& logs = world.open();
  for (int i = 0; i < 50; ++i) {
    logs.room("redis").event(Level::warn, "redis_away", {});
    logs.room("chat").event(Level::warn, "turn_finished", {});
    logs.room("chat").event(Level::info, "told", {});
    logs.audit().event("drained", {});
  }
  logs.room("chat").event(Level::warn, "redis_away", {});
  logs.room("redis").event(Level::error, "redis_away", {});
  logs.tick();
  CHECK(logs.counts().withheld == 30);
  world.clock.advance(10s);
  logs.tick();
  logs.tick();
  logs.room("redis").event(Level::warn, "redis_away", {});
  const std::string all = world.end();
  CHECK(count(all, "warn  redis_away room=redis") == 21);
  CHECK(count(all, "warn  redis_away room=chat") == 1);
  CHECK(count(all, "error redis_away room=redis") == 1);
  CHECK(count(all, "turn_finished") == 50);
  CHECK(count(all, "told") == 50);
  CHECK(count(all, "drained") == 50);
  CHECK(count(all, "repeats_withheld") == 1);
  CHECK(all.find("warn  repeats_withheld room=redis repeated=redis_away count=30 window_s=10\n") !=
        std::string::npos);
}

TEST_CASE("information that strangers can cause at will is withheld like a warning",
          "[telemetry]") {
  World world;
  Logs& logs = world.open();
  for (int i = 0; i < 1'000; ++i)
    logs.room("chat").event(Level::info, "refused", {{"request", "r-1"}});
  logs.room("redis").event(Level::info, "refused", {});
  CHECK(logs.counts().withheld == 980);
  world.clock.advance(10s);
  logs.tick();
  const std::string all = world.end();
  CHECK(count(all, "info  refused room=chat") == 20);
  CHECK(count(all, "info  refused room=redis") == 1);
  CHECK(all.find("info  repeats_withheld room=chat repeated=refused count=980 window_s=10\n") !=
        std::string::npos);
}

TEST_CASE("what is withheld when the process ends is said then", "[telemetry]") {
  World world;
  Logs& logs = world.open();
  for (int i = 0; i < 22; ++i)
    logs.room("redis").event(Level::error, "bug", {});
  const std::string all = world.end();
  CHECK(all.find("error repeats_withheld room=redis repeated=bug count=2") != std::string::npos);
}

TEST_CASE("lines of a level below the room's are not logged, audits always are", "[telemetry]") {
  World world;
  world.settings.levels = {Level::error, {{"chat", Level::debug}}};
  Logs& logs = world.open();
  CHECK_FALSE(logs.room("redis").enabled(Level::warn));
  logs.room("redis").event(Level::warn, "quiet", {});
  logs.room("chat").event(Level::debug, "loud", {});
  logs.levels().set("", Level::error);
  logs.room("chat").event(Level::debug, "loud", {});
  logs.audit().event("log_level_set", {});
  CHECK_THROWS_AS(logs.room("kitchen"), std::logic_error);
  const std::string all = world.end();
  CHECK(count(all, "quiet") == 0);
  CHECK(count(all, "loud") == 1);
  CHECK(count(all, "log_level_set") == 1);
}

TEST_CASE("levels and files change while other threads log", "[telemetry]") {
  World world;
  Logs& logs = world.open();
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (const std::string_view room : kRooms) {
    threads.emplace_back([&logs, &over, room] {
      Log& log = logs.room(room);
      while (!over) {
        log.event(Level::debug, "often", {{"n", 1}});
        log.event(Level::warn, "repeated", {});
      }
    });
  }
  const auto lines = [&] { return logs.counts().lines[static_cast<std::size_t>(Level::debug)]; };
  for (int i = 0; i < 20; ++i) {
    logs.levels().set("", Level::debug);
    const auto before = lines();
    CHECK(soon([&] { return lines() > before; }));
    CHECK(logs.levels().levels().size() == kRooms.size());
    logs.levels().reset();
    logs.reopen();
    world.clock.advance(10s);
    logs.tick();
  }
  CHECK(soon([&] { return logs.counts().withheld > 0; }));
  over = true;
  for (auto& thread : threads)
    thread.join();
  CHECK(count(world.end(), "repeats_withheld") > 0);
}

TEST_CASE("lines that are too many to wait are counted, and nobody waits for the writer",
          "[telemetry]") {
  CaughtStderr caught;  // holds the writer up once the pipe is full
  World world;
  world.settings.file.clear();
  world.settings.error_file.clear();
  Logs& logs = world.open();
  constexpr int kLines = 12'000;
  for (int i = 0; i < kLines; ++i)
    logs.room("chat").event(Level::info, "turn_finished", {{"n", i}});
  const auto dropped = logs.counts().dropped[static_cast<std::size_t>(Level::info)];
  CHECK(dropped > 1'000);
  std::thread reader([&] { caught.read(); });
  logs.tick();
  world.logs.reset();
  caught.restore();
  reader.join();
  const std::string& told = caught.text();
  const auto said = count(told, "log_lines_dropped room=telemetry count=");
  CHECK(said >= 1);
  // Each line that says so may have driven out one more.
  CHECK(count(told, "turn_finished") + dropped + said >= kLines);
  CHECK(told.find("n=11999") != std::string::npos);
}

TEST_CASE("no flood drives an audit out; what goes is counted by level", "[telemetry]") {
  CaughtStderr caught;  // holds the writer up once the pipe is full
  World world;
  world.settings.file.clear();
  world.settings.error_file.clear();
  Logs& logs = world.open();
  const auto flood = [&] {
    for (int i = 0; i < 12'000; ++i)
      logs.room("chat").event(Level::info, "turn_finished", {{"n", i}});
  };
  flood();
  logs.audit().event("admin_log_level_set", {});
  flood();
  const auto counts = logs.counts();
  CHECK(counts.dropped[static_cast<std::size_t>(Level::info)] > 10'000);
  CHECK(counts.dropped.back() == 0);
  // Audits have a limit, too.
  for (int i = 0; i < 1'124; ++i)
    logs.audit().event("admin_breaker_set", {});
  CHECK(logs.counts().dropped.back() >= 100);
  std::thread reader([&] { caught.read(); });
  logs.tick();
  world.logs.reset();
  caught.restore();
  reader.join();
  const std::string& told = caught.text();
  CHECK(count(told, "admin_breaker_set room=admin") == 1'024);
  CHECK(told.find(" info=1") != std::string::npos);
  CHECK(told.find(" audit=10") != std::string::npos);
}

TEST_CASE("a reader of the log that stands still holds the end up no longer than it is given",
          "[telemetry]") {
  CaughtStderr caught;
  World world;
  world.settings.file.clear();
  world.settings.error_file.clear();
  Logs& logs = world.open();
  for (int i = 0; i < 4'000; ++i)
    logs.room("chat").event(Level::info, "turn_finished", {{"n", i}});
  CHECK_FALSE(logs.close(1ms));
  CHECK_FALSE(logs.close(1ms));
  logs.room("chat").event(Level::info, "too_late", {});
  std::thread reader([&] { caught.read(); });
  CHECK(logs.close(30s));
  world.logs.reset();
  caught.restore();
  reader.join();
  CHECK(count(caught.text(), "turn_finished room=chat") == 4'000);
  CHECK(count(caught.text(), "too_late") == 0);
}
