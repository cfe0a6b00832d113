#pragma once

#include <spotter/hub/transport.hpp>
#include <spotter/shard/signal.hpp>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::testing {

/// A connection without a network: the server's end is a hub::Transport, the client's end is moved
/// by the test. Reading, writing and closing really suspend, so that a test sees every state in
/// between.
class MemoryTransport final : public hub::Transport {
 public:
  explicit MemoryTransport(ShardExecutor executor)
      : readable_(executor), writable_(executor), closable_(executor), answered_(executor) {}

  // The client's end.
  void client_sends(std::string_view bytes) {
    sent_.append(bytes);
    readable_.notify();
  }
  void client_closes() { client_ends(Errc::closed); }
  void client_vanishes() { client_ends(Errc::reset); }
  void client_talks_nonsense() { client_ends(Errc::malformed); }
  /// From now on writes get stuck; they go on with resume_reading().
  void stop_reading() { reading_ = false; }
  void resume_reading() {
    reading_ = true;
    writable_.notify();
  }
  /// Lets exactly one stuck write through.
  void read_one() {
    ++writes_allowed_;
    writable_.notify();
  }
  /// Ends the ping under way: the client answered it, or the patience is over.
  void answer_ping(bool there = true) {
    ping_answer_ = there;
    answered_.notify();
  }
  /// The patience of each ping, in order.
  [[nodiscard]] const std::vector<Duration>& pings() const noexcept { return pings_; }
  [[nodiscard]] bool pinging() const noexcept { return pinging_; }
  /// From now on the server's close waits for answer_close().
  void leave_close_unanswered() { answers_close_ = false; }
  void answer_close() {
    answers_close_ = true;
    closable_.notify();
  }

  /// The messages that the client has got, in order.
  [[nodiscard]] const std::vector<std::string>& messages() const noexcept { return messages_; }
  /// The same, as one stream of bytes.
  [[nodiscard]] std::string received() const {
    std::string all;
    for (const std::string& message : messages_)
      all += message;
    return all;
  }
  void forget_messages() { messages_.clear(); }
  /// Bytes that the server has not read yet.
  [[nodiscard]] std::size_t unread_bytes() const noexcept { return sent_.size(); }
  [[nodiscard]] bool closing() const noexcept { return closing_; }
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] bool aborted() const noexcept { return aborted_; }
  [[nodiscard]] std::size_t writes_started() const noexcept { return writes_started_; }

  // The server's end.
  Task<Result<std::size_t>> read(std::string& into) override {
    constexpr std::size_t kReadBytesMax = 16 * 1024;
    while (sent_.empty() && !read_end())
      co_await readable_.wait();
    if (aborted_ || sent_.empty()) co_return Error{*read_end(), "the client's end"};
    const std::size_t bytes = std::min(sent_.size(), kReadBytesMax);
    into.append(sent_, 0, bytes);
    sent_.erase(0, bytes);
    co_return bytes;
  }

  Task<Result<void>> write(std::string_view bytes, hub::Format format) override {
    overlapped_ |= writing_ || closing_;
    writing_ = true;
    ++writes_started_;
    while (!reading_ && writes_allowed_ == 0 && !write_end())
      co_await writable_.wait();
    writing_ = false;
    if (const auto end = write_end()) co_return Error{*end, "the client's end"};
    if (!reading_) --writes_allowed_;
    messages_.emplace_back(bytes);
    all_text_ &= format == hub::Format::text;
    co_return Result<void>{};
  }

  Task<bool> ping(Duration patience) override {
    overlapped_ |= pinging_;
    pinging_ = true;
    pings_.push_back(patience);
    ping_answer_.reset();
    while (!ping_answer_ && !read_end())
      co_await answered_.wait();
    pinging_ = false;
    co_return !read_end() && *ping_answer_;
  }

  Task<void> close() override {
    overlapped_ |= writing_ || closing_;
    closing_ = true;
    readable_.notify();  // a read beside a close may fail at once
    answered_.notify();
    while (!answers_close_ && !client_end_ && !aborted_)
      co_await closable_.wait();
    closed_ = true;
  }

  void abort() noexcept override {
    aborted_ = true;
    readable_.notify();
    writable_.notify();
    closable_.notify();
    answered_.notify();
  }

  /// A rule of Transport was broken: two writes, or a close beside one.
  [[nodiscard]] bool overlapped() const noexcept { return overlapped_; }
  [[nodiscard]] bool all_text() const noexcept { return all_text_; }

 private:
  void client_ends(Errc how) {
    client_end_ = how;
    readable_.notify();
    writable_.notify();
    closable_.notify();
    answered_.notify();
  }
  [[nodiscard]] std::optional<Errc> read_end() const noexcept {
    if (aborted_ || closing_) return Errc::cancelled;
    return client_end_;
  }
  [[nodiscard]] std::optional<Errc> write_end() const noexcept {
    if (aborted_) return Errc::cancelled;
    return client_end_ ? std::optional(Errc::reset) : std::nullopt;
  }

  shard::Signal readable_, writable_, closable_, answered_;
  std::vector<Duration> pings_;
  std::optional<bool> ping_answer_;
  bool pinging_ = false;
  std::string sent_;
  std::vector<std::string> messages_;
  std::optional<Errc> client_end_;
  std::size_t writes_allowed_ = 0;
  std::size_t writes_started_ = 0;
  bool reading_ = true;
  bool answers_close_ = true;
  bool writing_ = false;
  bool closing_ = false;
  bool closed_ = false;
  bool aborted_ = false;
  bool overlapped_ = false;
  bool all_text_ = true;
};

}  // namespace spotter::testing
