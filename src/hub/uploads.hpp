#pragma once

#include <spotter/hub/hub.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::hub {

/// The upload streams of the invocations that run, with the items that nobody has taken yet.
class Uploads {
 public:
  struct Limits {
    std::size_t items_max;  ///< of a stream
    std::size_t bytes_max;  ///< of all
  };
  explicit Uploads(Limits limits) : limits_(limits) {}

  struct Stream {
    std::string id;
    InvocationKey key = 0;
    std::size_t index = 0;  ///< of the upload in its invocation
    ArgumentType type = ArgumentType::any;
    std::deque<Argument> items;
    std::optional<UploadEnd> end;
  };

  void add(std::string_view id, InvocationKey key, std::size_t index, ArgumentType type);
  /// Null when there is none. Good until the next add or close.
  Stream* find(std::string_view id) noexcept;
  [[nodiscard]] const Stream* find(std::string_view id) const noexcept;
  [[nodiscard]] bool full(const Stream& stream) const noexcept {
    return stream.items.size() >= limits_.items_max || bytes_ >= limits_.bytes_max;
  }
  /// Adds an item to a stream of these that is not full.
  void put(Stream& stream, Argument item);
  /// The next item, the end when all are taken, or nothing yet. A stream that is not there has
  /// ended with an error.
  std::optional<UploadItem> take(InvocationKey key, std::size_t index);
  /// The invocation is over.
  void close(InvocationKey key);
  void clear();

 private:
  Limits limits_;
  std::size_t bytes_ = 0;  ///< of all items
  std::vector<Stream> streams_;
};

}  // namespace spotter::hub
