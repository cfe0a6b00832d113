#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spotter::server {

/// A set of networks in CIDR notation ("10.0.0.0/8", "::1", "fd00::/8").
class Networks {
 public:
  /// Throws std::runtime_error naming the entry that is none.
  explicit Networks(const std::vector<std::string>& cidrs);
  ~Networks();
  Networks(const Networks&) = delete;
  Networks& operator=(const Networks&) = delete;

  [[nodiscard]] bool contains(std::string_view address) const;
  [[nodiscard]] bool empty() const noexcept { return ranges_.empty(); }

  /// The client behind trusted proxies: the last address of the list that no trusted proxy owns, as
  /// plain_address(); the peer itself when it is not trusted or the list is unusable.
  [[nodiscard]] std::string client_of(const std::string& peer,
                                      std::string_view forwarded_for) const;

 private:
  struct Range {
    std::vector<unsigned char> base;  ///< 16 bytes; IPv4 mapped
    unsigned bits = 0;
  };
  std::vector<Range> ranges_;
};

}  // namespace spotter::server
