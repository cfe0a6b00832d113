#include "signalr/pipe.hpp"
#include "support/loop.hpp"

#include <spotter/shard/task_group.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <deque>
#include <optional>
#include <utility>

using namespace spotter;
using namespace spotter::signalr;
using namespace std::chrono_literals;
using testing::Loop;
using What = Taken::What;

namespace {

/// A pipe and what its two ends came to. Each call runs until everything is quiet.
struct World {
  explicit World(Pipe::Wire wire)
      : pipe(loop.executor(), {8, 16}, wire),
        tasks(loop.executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); }) {}
  ~World() {
    pipe.abort();
    loop.run(tasks.join());
  }

  template <class T>
  using Place = std::optional<T>;

  /// Values come when the task has ended; the deque keeps their places.
  Place<bool>& deliver(std::string bytes) {
    return start(delivered, pipe.deliver(std::move(bytes)));
  }
  Place<Taken>& take(Visit visit, TimePoint until = TimePoint::max()) {
    return start(taken, pipe.take(visit, until));
  }
  Place<Result<void>>& write(std::string_view bytes, hub::Format format = hub::Format::text) {
    return start(written, pipe.write(bytes, format));
  }
  Place<Result<std::size_t>>& read(std::string& into) { return start(reads, pipe.read(into)); }
  Place<bool>& ping(Duration patience = testing::kPatience) {
    return start(pinged, pipe.ping(patience));
  }
  Place<int>& close() {
    closes.emplace_back();
    tasks.spawn(note_close(&closes.back()));
    loop.settle();
    return closes.back();
  }
  std::string read_now() {
    std::string bytes;
    const auto& read_bytes = read(bytes);
    REQUIRE(read_bytes.has_value());
    REQUIRE(read_bytes->has_value());
    return bytes;
  }

  Loop loop;
  Pipe pipe;
  std::deque<Place<bool>> delivered;
  std::deque<Place<Taken>> taken;
  std::deque<Place<Result<void>>> written;
  std::deque<Place<Result<std::size_t>>> reads;
  std::deque<Place<bool>> pinged;
  std::deque<Place<int>> closes;
  shard::TaskGroup tasks;

 private:
  template <class T>
  Place<T>& start(std::deque<Place<T>>& places, Task<T> task) {
    places.emplace_back();
    tasks.spawn(note(std::move(task), &places.back()));
    loop.settle();
    return places.back();
  }
  template <class T>
  static Task<void> note(Task<T> task, Place<T>* place) {
    place->emplace(co_await std::move(task));
  }
  Task<void> note_close(Place<int>* place) {
    co_await pipe.close();
    place->emplace(1);
  }
};

}  // namespace

TEST_CASE("a pipe carries what is handed in to the reader, in order", "[signalr]") {
  World world(Pipe::Wire::visits);
  REQUIRE(world.deliver("abc") == true);
  REQUIRE(world.deliver("de") == true);
  REQUIRE(world.read_now() == "abcde");
}

TEST_CASE("a reader waits for what is handed in", "[signalr]") {
  World world(Pipe::Wire::visits);
  std::string bytes;
  const auto& read = world.read(bytes);
  REQUIRE_FALSE(read);
  world.deliver("x");
  REQUIRE(read->value() == 1);
  REQUIRE(bytes == "x");
}

TEST_CASE("who hands in more than is read waits, and the others wait behind", "[signalr]") {
  World world(Pipe::Wire::visits);
  const auto& first = world.deliver("0123456789ab");
  const auto& second = world.deliver("CDEF");
  const auto& third = world.deliver("g");
  REQUIRE_FALSE(first);
  REQUIRE_FALSE(second);
  std::string all = world.read_now();
  REQUIRE(all == "01234567");
  world.loop.settle();
  REQUIRE(first == true);
  REQUIRE_FALSE(third);  // its byte would be the ninth
  all += world.read_now();
  world.loop.settle();
  REQUIRE(second == true);
  REQUIRE(third == true);
  all += world.read_now();
  REQUIRE(all == "0123456789abCDEFg");
}

TEST_CASE("whoever waits to hand in is told that the connection is over", "[signalr]") {
  for (const int how : {0, 1, 2}) {
    World world(Pipe::Wire::visits);
    const auto& first = world.deliver("0123456789");
    const auto& second = world.deliver("x");
    REQUIRE_FALSE(first);
    if (how == 0) world.pipe.abort();
    if (how == 1) world.close();
    if (how == 2) world.pipe.hang_up(Errc::closed);
    world.loop.settle();
    REQUIRE(first == false);
    REQUIRE(second == false);
    REQUIRE(world.deliver("late") == false);
    REQUIRE(world.pipe.ended());
  }
}

TEST_CASE("the end of the client comes after what it sent", "[signalr]") {
  for (const Errc how : {Errc::closed, Errc::reset}) {
    World world(Pipe::Wire::socket);
    world.deliver("last");
    world.pipe.end(how);
    REQUIRE(world.read_now() == "last");
    std::string none;
    const auto& read = world.read(none);
    REQUIRE(read);
    REQUIRE(read->error().code == how);
  }
}

TEST_CASE("on a steady wire a write is done when its taker comes back", "[signalr]") {
  World world(Pipe::Wire::socket);
  const auto& written = world.write("record", hub::Format::binary);
  REQUIRE_FALSE(written);
  const auto& taken = world.take(1);
  REQUIRE(taken->what == What::bytes);
  REQUIRE(taken->bytes == "record");
  REQUIRE(taken->format == hub::Format::binary);
  REQUIRE_FALSE(written);
  const auto& again = world.take(1);
  REQUIRE(written);
  REQUIRE(written->has_value());
  REQUIRE_FALSE(again);
  world.write("next");
  REQUIRE(again->bytes == "next");
}

TEST_CASE("between visits writes are kept, up to a limit and one more", "[signalr]") {
  World world(Pipe::Wire::visits);
  REQUIRE(world.write("0123456789"));
  REQUIRE(world.write("abcdefghij"));
  const auto& third = world.write("K");
  REQUIRE_FALSE(third);
  REQUIRE(world.take(1)->bytes == "0123456789abcdefghij");
  world.loop.settle();
  REQUIRE(third);
  REQUIRE(world.take(2)->bytes == "K");
}

TEST_CASE("a visit ends when its time comes, and nothing is lost", "[signalr]") {
  World world(Pipe::Wire::visits);
  const auto& visit = world.take(1, std::chrono::steady_clock::now());
  REQUIRE(world.loop.turn_until([&] { return visit.has_value(); }));
  REQUIRE(visit->what == What::nothing);
  REQUIRE_FALSE(world.pipe.has_taker());
  world.write("kept");
  REQUIRE(world.take(2)->bytes == "kept");
}

TEST_CASE("a new visit takes the place of the one that waits", "[signalr]") {
  World world(Pipe::Wire::visits);
  const auto& first = world.take(1);
  const auto& second = world.take(2);
  REQUIRE(first->what == What::replaced);
  REQUIRE_FALSE(second);
  world.write("x");
  REQUIRE(second->bytes == "x");
}

TEST_CASE("of two visits that race for a place one is refused", "[signalr]") {
  World world(Pipe::Wire::visits);
  const auto& first = world.take(1);
  auto race = [&]() -> Task<void> {
    // Both come before the first one had a moment to go.
    auto winner = world.pipe.take(2, TimePoint::max());
    auto loser = world.pipe.take(3, TimePoint::max());
    shard::TaskGroup both(world.loop.executor(), [](std::exception_ptr) {});
    std::optional<What> won;
    std::optional<What> lost;
    auto note = [](Task<Taken> task, std::optional<What>* what) -> Task<void> {
      const Taken taken = co_await std::move(task);
      *what = taken.what;
    };
    both.spawn(note(std::move(winner), &won));
    both.spawn(note(std::move(loser), &lost));
    while (!lost)
      co_await asio::post(world.loop.executor(), asio::use_awaitable_t<ShardExecutor>{});
    CHECK(*lost == What::conflict);
    CHECK_FALSE(won);
    const auto written = co_await world.pipe.write("x", hub::Format::text);
    CHECK(written.has_value());
    co_await both.join();
    CHECK(won == What::bytes);
  };
  world.loop.run(race());
  REQUIRE(first->what == What::replaced);
}

TEST_CASE("a visit whose client is gone takes nothing with it", "[signalr]") {
  World world(Pipe::Wire::visits);
  const auto& visit = world.take(7);
  world.pipe.leave(8);
  world.loop.settle();
  REQUIRE_FALSE(visit);
  world.pipe.leave(7);
  world.write("kept");
  REQUIRE(visit->what == What::nothing);
  REQUIRE(world.take(9)->bytes == "kept");
}

TEST_CASE("the last words are taken before the end is told", "[signalr]") {
  World world(Pipe::Wire::visits);
  world.write("bye");
  const auto& closed = world.close();
  REQUIRE_FALSE(closed);
  REQUIRE(world.take(1)->bytes == "bye");
  world.loop.settle();
  REQUIRE(closed);
  REQUIRE(world.take(2)->what == What::over);
}

TEST_CASE("the end of a steady wire is told to who waits for more", "[signalr]") {
  World world(Pipe::Wire::socket);
  const auto& taken = world.take(1);
  const auto& written = world.write("bye");
  REQUIRE(taken->bytes == "bye");
  const auto& more = world.take(1);
  REQUIRE(written);
  REQUIRE(world.close());
  REQUIRE(more->what == What::over);
}

TEST_CASE("who hangs up takes nothing more, and writes to it fail", "[signalr]") {
  for (const auto wire : {Pipe::Wire::socket, Pipe::Wire::visits}) {
    World world(wire);
    const auto& visit = world.take(1);
    world.pipe.hang_up(Errc::closed);
    world.loop.settle();
    REQUIRE(visit->what == What::over);
    REQUIRE(world.write("x")->error().code == Errc::reset);
    std::string none;
    REQUIRE(world.read(none)->error().code == Errc::closed);
    REQUIRE(world.close());
  }
}

TEST_CASE("a cut pipe ends everything that waits in it", "[signalr]") {
  World world(Pipe::Wire::socket);
  std::string none;
  const auto& read = world.read(none);
  const auto& written = world.write("lost");
  world.pipe.abort();
  world.loop.settle();
  REQUIRE(read->error().code == Errc::reset);
  REQUIRE(written->error().code == Errc::reset);
  REQUIRE(world.take(1)->what == What::aborted);
}

TEST_CASE("a ping goes to who takes, and waits for a sign of life", "[signalr]") {
  World world(Pipe::Wire::socket);
  const auto& taken = world.take(1);
  const auto& there = world.ping(7s);
  REQUIRE(taken->what == What::ping);
  REQUIRE(taken->patience == 7s);
  REQUIRE_FALSE(world.take(1));  // nothing more to do for it
  REQUIRE_FALSE(there);
  world.pipe.heard();
  world.loop.settle();
  REQUIRE(there == true);
  const auto& said = world.ping();
  world.deliver("x");
  REQUIRE(said == true);
}

TEST_CASE("without a sign of life a ping says no, before or after it was taken", "[signalr]") {
  World world(Pipe::Wire::socket);
  world.pipe.heard();
  REQUIRE(world.ping(0s) == false);
  const auto& taken = world.take(1);
  REQUIRE_FALSE(taken);  // it is too late for that one
  REQUIRE(world.ping(0s) == false);
}

TEST_CASE("bytes go before a ping", "[signalr]") {
  World world(Pipe::Wire::socket);
  world.write("first");
  world.ping();
  REQUIRE(world.take(1)->bytes == "first");
  REQUIRE(world.take(1)->what == What::ping);
}

TEST_CASE("a visitor is sent away to see whether it comes again", "[signalr]") {
  World world(Pipe::Wire::visits);
  const auto& waiting = world.take(1);
  const auto& there = world.ping();
  REQUIRE(waiting->what == What::nothing);
  REQUIRE_FALSE(there);
  const auto& next = world.take(2);
  REQUIRE(there == true);
  REQUIRE_FALSE(next);  // it waits for bytes again
  REQUIRE(world.ping(0s) == false);
  REQUIRE(next->what == What::nothing);
}

TEST_CASE("a visitor that comes for bytes, or hands some in, is there", "[signalr]") {
  World world(Pipe::Wire::visits);
  world.write("kept");
  const auto& there = world.ping();
  REQUIRE_FALSE(there);
  REQUIRE(world.take(1)->bytes == "kept");
  REQUIRE(there == true);
  const auto& again = world.ping();
  world.deliver("x");
  REQUIRE(again == true);
  REQUIRE_FALSE(world.take(2));
}

TEST_CASE("an event stream is asked, and believed", "[signalr]") {
  World world(Pipe::Wire::events);
  const auto& taken = world.take(1);
  REQUIRE(world.ping(0s) == true);
  REQUIRE(taken);
  REQUIRE(taken->what == What::ping);
  const auto& there = world.ping();
  world.pipe.hang_up(Errc::closed);
  world.loop.settle();
  REQUIRE(there == false);
}

TEST_CASE("while somebody waits to hand in, the client may be there", "[signalr]") {
  World world(Pipe::Wire::socket);
  REQUIRE_FALSE(world.deliver("more than eight"));
  REQUIRE(world.ping(0s) == true);
}

TEST_CASE("a ping ends with the pipe, whichever end goes", "[signalr]") {
  for (const int how : {0, 1, 2, 3}) {
    World world(how % 2 == 0 ? Pipe::Wire::socket : Pipe::Wire::events);
    const auto& there = world.ping();
    if (how == 0) world.pipe.abort();
    if (how == 1) world.close();
    if (how == 2) world.pipe.end(Errc::closed);
    if (how == 3) world.pipe.hang_up(Errc::reset);
    world.loop.settle();
    REQUIRE(there == false);
    REQUIRE(world.ping() == false);
  }
}
