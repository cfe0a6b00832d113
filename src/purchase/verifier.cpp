#include <spotter/base/text.hpp>
#include <spotter/purchase/verifier.hpp>

namespace spotter::purchase {

std::string Subject::short_name() const {
  return to_hex(std::span(hash).first(4));
}
std::string Subject::full_name() const {
  return to_hex(hash);
}

Subject make_subject(std::initializer_list<std::string_view> parts) {
  std::string joined;
  bool first = true;
  for (const auto part : parts) {
    if (!first) joined.push_back('\x1F');
    first = false;
    joined.append(part);
  }
  return Subject{crypto::sha256(joined)};
}

std::string_view name_of(Reason reason) noexcept {
  switch (reason) {
    case Reason::ok:
      return "ok";
    case Reason::store_disabled:
      return "store_disabled";
    case Reason::token_mismatch:
      return "token_mismatch";
    case Reason::upstream_unavailable:
      return "upstream_unavailable";
  }
  return "unknown";
}

}  // namespace spotter::purchase
