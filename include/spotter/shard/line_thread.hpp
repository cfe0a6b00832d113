#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace spotter::shard {

/// Lines for a thread of its own, which may block with each. Whoever hands one in never waits for
/// that: a lane that is full drops its oldest line. Any thread, where nothing else is said.
class LineThread {
 public:
  /// Where lines end. All calls come from the thread, and do not throw.
  class Sink {
   public:
    virtual ~Sink() = default;
    /// `kind` as it was handed in. It may block for as long as it likes.
    virtual void write(std::size_t kind, const std::string& line) = 0;
    /// After wake(): no line has come.
    virtual void look_after() = 0;
  };

  /// `waiting_max`: lines that may wait, lane by lane. `sink` outlives the thread.
  LineThread(Sink& sink, std::span<const std::size_t> waiting_max);
  LineThread(const LineThread&) = delete;
  LineThread& operator=(const LineThread&) = delete;
  /// As end(), however long it takes.
  ~LineThread();

  /// Lines of all lanes are written in the order in which they came. The kind of the line that had
  /// to go, if any: the lane's oldest, or this one after end().
  std::optional<std::size_t> put(std::size_t lane, std::size_t kind, std::string line);
  void wake();

  /// Takes no more lines, and waits so long until those that wait are written. False: the sink
  /// hangs; whoever destroys this would wait for it. May be called again.
  bool end(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::shard
