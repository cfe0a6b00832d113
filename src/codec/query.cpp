#include <spotter/base/text.hpp>
#include <spotter/codec/query.hpp>

#include <algorithm>

namespace spotter::codec {
namespace {

std::optional<std::string> form_decoded(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      result += ' ';
    } else if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const auto byte = from_hex(text.substr(i + 1, 2));
      if (!byte) return std::nullopt;
      result += *byte;
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

}  // namespace

Result<Query> Query::parse(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (piece.empty()) continue;
    if (query.parameters_.size() == kParametersMax) {
      return Error{Errc::too_large, "the query has too many parameters"};
    }
    const std::size_t equals = std::min(piece.find('='), piece.size());
    auto name = form_decoded(piece.substr(0, equals));
    auto value = form_decoded(piece.substr(std::min(piece.size(), equals + 1)));
    if (!name || !value) return Error{Errc::malformed, "a percent escape in the query is not one"};
    query.parameters_.emplace_back(std::move(*name), std::move(*value));
  }
  return query;
}

std::optional<std::string_view> Query::get(std::string_view name) const noexcept {
  const auto found =
      std::find_if(parameters_.begin(), parameters_.end(),
                   [name](const Parameter& p) { return equals_ignoring_case(p.first, name); });
  if (found == parameters_.end()) return std::nullopt;
  return found->second;
}

std::size_t Query::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(parameters_.begin(), parameters_.end(),
                    [name](const Parameter& p) { return equals_ignoring_case(p.first, name); }));
}

Target split_target(std::string_view target) noexcept {
  // A scheme stands before the first slash; a path may hold "://" later on.
  if (const auto scheme = target.find("://");
      scheme != std::string_view::npos && target.find('/') == scheme + 1) {
    target.remove_prefix(scheme + 3);
    target.remove_prefix(std::min(target.size(), target.find_first_of("/?")));
  }
  const std::size_t question = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, question);
  if (path.empty()) path = "/";
  return {path, target.substr(std::min(target.size(), question + 1))};
}

}  // namespace spotter::codec
