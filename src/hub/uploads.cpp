#include "hub/uploads.hpp"

#include <algorithm>
#include <utility>

namespace spotter::hub {
namespace {

/// What an item holds, its place in the line included: items without a text are not for free.
std::size_t bytes_of(const Argument& item) noexcept {
  std::size_t bytes = sizeof item;
  if (const auto* text = std::get_if<std::string>(&item)) bytes += text->size();
  if (const auto* json = std::get_if<Json>(&item)) bytes += json->text.size() + json->packed.size();
  return bytes;
}

}  // namespace

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
  bytes_ -= bytes_of(item);
  return item;
}

void Uploads::put(Stream& stream, Argument item) {
  bytes_ += bytes_of(item);
  stream.items.push_back(std::move(item));
}

void Uploads::clear() {
  streams_ = {};
  bytes_ = 0;
}

void Uploads::close(InvocationKey key) {
  for (const Stream& stream : streams_) {
    if (stream.key != key) continue;
    for (const Argument& item : stream.items)
      bytes_ -= bytes_of(item);
  }
  std::erase_if(streams_, [key](const Stream& stream) { return stream.key == key; });
  if (streams_.empty()) streams_.shrink_to_fit();
}

}  // namespace spotter::hub
