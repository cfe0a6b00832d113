#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/crypto/digest.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace spotter::purchase::google {

/// A purchase that nobody has acknowledged yet.
struct Unacknowledged {
  enum class Kind { product, subscription };
  Kind kind = Kind::product;
  std::string product;
  Secret token;
};

/// What is to be acknowledged, and when. Each token at most once an hour, however often it is seen;
/// what did not work is tried again, ever more rarely, for a day. Full: new ones are left out (they
/// come again with their next request). Pure: times are arguments.
class Acknowledgements {
 public:
  static constexpr std::size_t kWaitingMax = 1000;
  static constexpr std::size_t kRememberedMax = 10'000;

  /// False: it is known already, or there is no room.
  bool add(Unacknowledged purchase, TimePoint now);

  /// One to try.
  struct Try {
    Unacknowledged purchase;
    TimePoint first;   ///< when it was added
    int failures = 0;  ///< so far
  };
  /// The next one that is due; it is out of the list until it comes back by failed().
  std::optional<Try> take(TimePoint now);
  /// It did not work. False: given up.
  bool failed(Try attempt, TimePoint now);
  /// When the next one is due; TimePoint::max(): none waits.
  [[nodiscard]] TimePoint next_due() const noexcept;
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

 private:
  struct Seen {
    TimePoint at;
    crypto::Sha256 token;
  };
  void forget_old(TimePoint now);

  std::multimap<TimePoint, Try> waiting_;  ///< by when they are due
  std::map<crypto::Sha256, TimePoint> seen_;
  std::deque<Seen> seen_in_order_;
};

}  // namespace spotter::purchase::google
