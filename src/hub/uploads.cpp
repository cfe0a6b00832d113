#include "hub/uploads.hpp"

#include <algorithm>
#include <utility>

namespace spotter::hub {

void Uploads::add(std::string_view id, InvocationKey key, std::size_t index, ArgumentType type) {
  Stream& stream = streams_.emplace_back();
  stream.id = id;
  stream.key = key;
  stream.index = index;
  stream.type = type;
}

const Uploads::Stream* Uploads::find(std::string_view id) const noexcept {
  const auto found = std::find_if(streams_.begin(), streams_.end(),
                                  [&](const Stream& stream) { return stream.id == id; });
  return found == streams_.end() ? nullptr : &*found;
}

Uploads::Stream* Uploads::find(std::string_view id) noexcept {
  return const_cast<Stream*>(std::as_const(*this).find(id));
}

std::optional<UploadItem> Uploads::take(InvocationKey key, std::size_t index) {
  const auto found = std::find_if(streams_.begin(), streams_.end(), [&](const Stream& stream) {
    return stream.key == key && stream.index == index;
  });
  if (found == streams_.end()) return UploadEnd{"The stream was closed."};
  if (found->items.empty()) {
    if (!found->end) return std::nullopt;
    return *found->end;
  }
  Argument item = std::move(found->items.front());
  found->items.pop_front();
  return item;
}

void Uploads::close(InvocationKey key) {
  std::erase_if(streams_, [key](const Stream& stream) { return stream.key == key; });
  if (streams_.empty()) streams_.shrink_to_fit();
}

}  // namespace spotter::hub
