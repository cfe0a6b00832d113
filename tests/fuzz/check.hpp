#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace spotter::fuzz {

/// Ends the process if something does not hold: the input that led there is what was looked for.
inline void check(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline std::string_view text_of(const unsigned char* data, std::size_t size) {
  // libFuzzer may give a null pointer for an empty input.
  return size == 0 ? std::string_view()
                   : std::string_view(reinterpret_cast<const char*>(data), size);
}

}  // namespace spotter::fuzz

/// What a target is: called once for each input, answers 0, and keeps nothing.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
