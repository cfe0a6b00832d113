#include "http_client/response_head.hpp"

#include <algorithm>
#include <charconv>

namespace spotter::http_client {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

ResponseHead::Fed ResponseHead::on_line(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > bytes_max_) return Fed::too_large;
  if (complete_) return Fed::more;
  while (line.ends_with('\n') || line.ends_with('\r'))
    line.remove_suffix(1);
  if (line.empty()) return on_head_end();
  if (status_ == 0) return on_status_line(line);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) {
    // A folded header (RFC 9112, 5.2) goes on with the line before; anything else without a colon
    // is skipped, as browsers do.
    if ((line.front() == ' ' || line.front() == '\t') && !headers_.empty()) {
      headers_.back().second += ' ';
      headers_.back().second += trimmed(line);
    }
    return Fed::more;
  }
  headers_.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  return Fed::more;
}

ResponseHead::Fed ResponseHead::on_status_line(std::string_view line) {
  const auto space = line.find(' ');
  if (!line.starts_with("HTTP/") || space == std::string_view::npos) return Fed::malformed;
  const auto digits = line.substr(space + 1, 3);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), status_);
  const bool good = read.ec == std::errc() && read.ptr == digits.data() + 3 && status_ >= 100;
  if (!good) status_ = 0;
  return good ? Fed::more : Fed::malformed;
}

ResponseHead::Fed ResponseHead::on_head_end() {
  if (status_ == 0) return Fed::malformed;
  if (status_ < 200) {
    status_ = 0;
    headers_.clear();
    return Fed::more;
  }
  complete_ = true;
  return Fed::complete;
}

std::string_view ResponseHead::header(std::string_view name) const noexcept {
  const auto found = std::find_if(headers_.begin(), headers_.end(), [&](const auto& header) {
    return same_name(header.first, name);
  });
  return found == headers_.end() ? std::string_view() : std::string_view(found->second);
}

bool ResponseHead::encoded() const noexcept {
  const auto coding = header("content-encoding");
  return !coding.empty() && !same_name(coding, "identity");
}

}  // namespace spotter::http_client
