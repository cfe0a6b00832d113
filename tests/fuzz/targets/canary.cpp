#include "fuzz/check.hpp"

// Dies of an input that is easily found: what must be found if the fuzzers look at all.
using namespace spotter;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  fuzz::check(!fuzz::text_of(data, size).starts_with("cat"), "no cat is about");
  return 0;
}
