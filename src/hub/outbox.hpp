#pragma once

#include "hub/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

namespace spotter::hub {

/// The records that go to the client. Under stateful reconnect it keeps those that count until they
/// are acknowledged, and says them again over the next transport. Source: the reference's
/// MessageBuffer: records are numbered from 1, and one that would be written while more than the
/// limit is unacknowledged waits.
class Outbox {
 public:
  explicit Outbox(std::size_t unacknowledged_bytes_max)
      : unacknowledged_bytes_max_(unacknowledged_bytes_max) {}

  /// Stateful reconnect is on from now on. Records that count wait for begin(): the JavaScript
  /// client (10.0) begins to count only after it has dealt with the handshake's answer.
  void keep_unacknowledged();
  /// The client has said something.
  void begin();
  [[nodiscard]] bool keeps() const noexcept { return kept_ != nullptr; }

  /// Adds a record that counts: `write(std::string& out)` appends it.
  template <class Write>
  void add(Write&& write) {
    if (!kept_) {
      write(ready_);
      return;
    }
    std::string record;
    write(record);
    add_kept(std::move(record));
  }
  /// Adds one that does not count: a client that is away never hears of it.
  template <class Write>
  void add_uncounted(Write&& write) {
    if (!away_) write(ready_);
  }

  /// The client has all records up to that number.
  void acknowledge(std::int64_t number);
  /// There is no transport any more.
  void leave();
  /// There is one again: says which record comes first, and then all that are unacknowledged.
  void come_back(Protocol& protocol);
  /// Nothing more comes: what waits for acknowledgements goes out at once.
  void flush();
  void clear();

  /// Whole records to be written now. The owner takes them out.
  [[nodiscard]] std::string& ready() noexcept { return ready_; }
  [[nodiscard]] const std::string& ready() const noexcept { return ready_; }
  /// More is unacknowledged than may be, or nobody is there: what can wait should.
  [[nodiscard]] bool blocked() const noexcept;
  /// Bytes that wait for acknowledgements of others.
  [[nodiscard]] std::size_t waiting_bytes() const noexcept {
    return kept_ ? kept_->waiting_bytes : 0;
  }

 private:
  struct Kept {
    std::deque<std::string> sent;     ///< unacknowledged, oldest first
    std::deque<std::string> waiting;  ///< not numbered yet
    std::int64_t first = 1;           ///< the number of sent.front()
    bool begun = false;
    std::size_t sent_bytes = 0;
    std::size_t waiting_bytes = 0;
  };

  void add_kept(std::string record);
  void send(std::string record);
  void send_waiting();

  std::size_t unacknowledged_bytes_max_;
  std::string ready_;
  std::unique_ptr<Kept> kept_;
  bool away_ = false;
};

}  // namespace spotter::hub
