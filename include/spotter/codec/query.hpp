#pragma once

#include <spotter/base/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::codec {

/// The parameters of a URL's query, decoded once as HTML forms encode them: `+` and `%20` are
/// spaces, `%2B` is a plus. A value.
class Query {
 public:
  using Parameter = std::pair<std::string, std::string>;

  /// Reads the text after the question mark. Empty pieces (`a=1&&b=2`) are skipped; a name without
  /// `=` has an empty value. What comes out may be any bytes. Errors: Errc::malformed for a `%`
  /// without two hexadecimal digits; Errc::too_large for more than kParametersMax parameters.
  static Result<Query> parse(std::string_view text);
  static constexpr std::size_t kParametersMax = 1000;

  /// In the order in which they were written.
  [[nodiscard]] const std::vector<Parameter>& parameters() const noexcept { return parameters_; }
  /// Value of the first parameter of that name, whatever the case of its letters A to Z.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
  /// How many parameters have that name, whatever its case.
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;

 private:
  std::vector<Parameter> parameters_;
};

/// The parts of an HTTP request target (RFC 9112 section 3.2), as written: nothing is decoded.
struct Target {
  std::string_view path;   ///< "/" for an absolute form without a path; "*" as it is
  std::string_view query;  ///< after the first question mark; empty when there is none
};

/// Splits origin form (`/path?query`) and absolute form (`http://host/path?query`).
Target split_target(std::string_view target) noexcept;

}  // namespace spotter::codec
