#pragma once

#include <string>
#include <string_view>

namespace spotter::plan {

/// `"name":"text"`, escaped.
void append_member(std::string& out, std::string_view name, std::string_view text);
/// `"name":raw`.
void append_raw_member(std::string& out, std::string_view name, std::string_view raw);

/// Appends each element with `append(out, element)`, with commas, in brackets.
template <class Range, class F>
void append_array(std::string& out, const Range& range, F append) {
  out.push_back('[');
  bool first = true;
  for (const auto& element : range) {
    if (!first) out.push_back(',');
    first = false;
    append(out, element);
  }
  out.push_back(']');
}

}  // namespace spotter::plan
