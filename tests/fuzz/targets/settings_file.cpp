#include "fuzz/check.hpp"
#include "support/same_bytes.hpp"

#include <spotter/app/settings.hpp>

#include <string>
#include <sys/mman.h>
#include <unistd.h>

// A file of settings. It is taken as a whole or refused in one line that can be printed; what was
// taken is shown without a control character.
using namespace spotter;

namespace {

bool is_printable_line(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const int file = ::memfd_create("settings", MFD_CLOEXEC);
  fuzz::check(::ftruncate(file, 0) == 0, "the file can be emptied");
  fuzz::check(::pwrite(file, data, size, 0) == static_cast<ssize_t>(size), "and written");
  app::Inputs inputs;
  inputs.config_file = "/proc/self/fd/" + std::to_string(file);
  inputs.environment = [](const std::string&) { return std::nullopt; };
  testing::SameBytes entropy;
  std::string why;
  const auto loaded = app::load_settings(inputs, entropy, why);
  fuzz::check(loaded.has_value() == why.empty(), "a refusal says why");
  fuzz::check(is_printable_line(why), "in one line");
  if (loaded) {
    for (const app::Effective& setting : loaded->effective)
      fuzz::check(is_printable_line(setting.value), "what is shown can be printed");
  }
  return 0;
}
