#include "server/networks.hpp"

#include <spotter/base/text.hpp>
#include <spotter/server/address.hpp>

#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>

namespace spotter::server {
namespace {

struct Parsed {
  std::vector<unsigned char> bytes;
  unsigned width = 0;  ///< bits that precede an IPv4 address in its mapped form, or 0
};

std::optional<Parsed> parse_address(std::string_view text) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  const bool v4 = address.is_v4() || address.to_v6().is_v4_mapped();
  const auto v6 = address.is_v4() ? boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped,
                                                                     address.to_v4())
                                  : address.to_v6();
  const auto bytes = v6.to_bytes();
  return Parsed{{bytes.begin(), bytes.end()}, v4 ? 96U : 0U};
}

bool same_prefix(const std::vector<unsigned char>& a, const std::vector<unsigned char>& b,
                 unsigned bits) {
  for (unsigned i = 0; i < 16 && bits > 0; ++i) {
    const unsigned here = bits < 8 ? bits : 8;
    const auto mask = static_cast<unsigned>(0xFF00U >> here) & 0xFFU;
    if ((a[i] & mask) != (b[i] & mask)) return false;
    bits -= here;
  }
  return true;
}

}  // namespace

Networks::Networks(const std::vector<std::string>& cidrs) {
  for (const auto& cidr : cidrs) {
    const auto slash = cidr.find('/');
    const auto address = parse_address(trimmed(std::string_view(cidr).substr(0, slash)));
    unsigned bits = address ? 128 - address->width : 0;
    bool valid = address.has_value();
    if (valid && slash != std::string::npos) {
      const auto text = trimmed(std::string_view(cidr).substr(slash + 1));
      unsigned asked = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asked);
      valid = error == std::errc{} && end == text.data() + text.size() && asked <= bits;
      bits = asked;
    }
    if (!valid) throw std::runtime_error("'" + cidr + "' is not a network such as 10.0.0.0/8");
    ranges_.push_back(Range{address->bytes, bits + address->width});
  }
}

Networks::~Networks() = default;

bool Networks::contains(std::string_view address) const {
  if (ranges_.empty()) return false;
  const auto parsed = parse_address(address);
  if (!parsed) return false;
  for (const auto& range : ranges_) {
    if (same_prefix(range.base, parsed->bytes, range.bits)) return true;
  }
  return false;
}

std::string Networks::client_of(const std::string& peer, std::string_view forwarded_for) const {
  if (ranges_.empty() || forwarded_for.empty() || !contains(peer)) return peer;
  std::string client = peer;
  while (!forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto entry =
        trimmed(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    auto address = plain_address(entry);
    if (!address) break;
    client = *std::move(address);
    if (!contains(client) || comma == std::string_view::npos) break;
    forwarded_for = forwarded_for.substr(0, comma);
  }
  return client;
}

}  // namespace spotter::server
