#include <spotter/base/text.hpp>
#include <spotter/purchase/notifications.hpp>

namespace spotter::purchase {

std::string_view Message::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (equals_ignoring_case(key, name)) return value;
  }
  return {};
}

}  // namespace spotter::purchase
