#include "server/deflate_offer.hpp"

#include "server/deflate.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <utility>

namespace spotter::server {
namespace {

/// Of a window that an offer names. zlib makes no raw window of 8 bits.
struct Bits {
  bool valid = false;
  int value = 0;
};

Bits read_bits(std::string_view text) {
  if (text.empty() || text.size() > 2 || text.front() == '0') return {};
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return {};
    value = value * 10 + (c - '0');
  }
  return {value >= 8 && value <= 15, value};
}

/// Takes one offer's parameters; false: this offer must be declined.
class Offer {
 public:
  bool take(std::string_view name, std::string_view value) {
    for (const auto& [known, seen] : {std::pair{"server_no_context_takeover", &server_context_},
                                      std::pair{"client_no_context_takeover", &client_context_}}) {
      if (equals_ignoring_case(name, known)) return !std::exchange(*seen, true) && value.empty();
    }
    // A hint of what the client will use; we can read all of it.
    if (equals_ignoring_case(name, "client_max_window_bits")) {
      return !std::exchange(client_bits_, true) && (value.empty() || read_bits(value).valid);
    }
    if (!equals_ignoring_case(name, "server_max_window_bits") || server_bits_ != 0) return false;
    const Bits bits = read_bits(value);
    if (!bits.valid || bits.value < 9) return false;
    server_bits_ = bits.value;
    return true;
  }

  [[nodiscard]] DeflateAgreement agreement() const {
    DeflateAgreement agreed{
        kDeflateWindowBits,
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover"};
    if (server_bits_ == 0) return agreed;  // not asked: the client reads the widest window
    agreed.window_bits = std::min(server_bits_, kDeflateWindowBits);
    agreed.answer += "; server_max_window_bits=" + std::to_string(agreed.window_bits);
    return agreed;
  }

 private:
  bool server_context_ = false;
  bool client_context_ = false;
  bool client_bits_ = false;
  int server_bits_ = 0;  ///< 0: not named
};

/// The text before the next `separator`, which it takes off `rest`. No value that we know contains
/// one, so that quotes need no second look: such an offer is none of ours.
std::string_view next_part(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto part = trimmed(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::string_view unquoted(std::string_view value) {
  const bool quoted = value.size() > 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

std::optional<DeflateAgreement> agree_on_one(std::string_view extension) {
  if (!equals_ignoring_case(next_part(extension, ';'), "permessage-deflate")) return std::nullopt;
  Offer offer;
  while (!extension.empty()) {
    std::string_view value = next_part(extension, ';');
    const bool valued = value.find('=') != std::string_view::npos;
    const auto name = next_part(value, '=');
    value = unquoted(trimmed(value));
    if (valued && value.empty()) return std::nullopt;
    if (!offer.take(name, value)) return std::nullopt;
  }
  return offer.agreement();
}

}  // namespace

std::optional<DeflateAgreement> agree_on_deflate(const std::vector<std::string_view>& values) {
  for (std::string_view rest : values) {
    while (!rest.empty()) {
      if (auto agreed = agree_on_one(next_part(rest, ','))) return agreed;
    }
  }
  return std::nullopt;
}

}  // namespace spotter::server
