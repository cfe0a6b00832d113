#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/purchase/credential.hpp>
#include <spotter/shard/task.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::purchase {

/// A store's message to us, as it arrived.
struct Message {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string request{};  ///< id of the HTTP request, for the log

  /// The first of that name in any case; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// What a message came to. A notification never grants and never revokes: it names purchases of
/// which nothing we remember holds any more, so that the next request asks the store. That makes
/// repetitions, late ones and wrong order harmless.
struct Notice {
  int status = 204;                 ///< the answer to the store
  std::string id;                   ///< the store's own, to know repetitions; empty: it has none
  std::vector<std::string> names;   ///< of purchases: Question::name and Entitlement::names
  bool all = false;                 ///< it names more than we look at: forget all of the store's
  std::string_view kind = "other";  ///< for the log, of a closed set
};

/// Reads the messages of one store. One per process, on the shard of the stores. Never throws.
class Notifications {
 public:
  virtual ~Notifications() = default;
  [[nodiscard]] virtual Store store() const noexcept = 0;
  /// Body bytes that are accepted at most; larger ones are answered with 413 before this.
  [[nodiscard]] virtual std::size_t body_bytes_max() const noexcept = 0;
  virtual Task<Notice> read(Message message, TimePoint deadline) = 0;
};

}  // namespace spotter::purchase
