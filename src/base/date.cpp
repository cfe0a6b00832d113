#include <spotter/base/date.hpp>

#include <array>
#include <ctime>

namespace spotter {

std::string utc_text(WallTime time, const char* strftime_format) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), strftime_format, &parts)};
}

}  // namespace spotter
