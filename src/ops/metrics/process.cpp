#include <spotter/ops/metrics/process.hpp>

#include <dirent.h>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace spotter::ops::metrics {
namespace {

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

void read_memory(Process& process) {
  std::istringstream fields(first_line("/proc/self/statm"));
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  if (!(fields >> all >> resident)) return;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  process.virtual_bytes = all * page;
  process.resident_bytes = resident * page;
}

/// Seconds since 1970 at which the machine started.
std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view kName = "btime ";
    if (line.starts_with(kName)) return std::stod(line.substr(kName.size()));
  }
  return std::nullopt;
}

void read_times(Process& process) {
  // The second field is the program's name in brackets, and may hold anything.
  const std::string line = first_line("/proc/self/stat");
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return;
  constexpr int kUserTime = 14;
  constexpr int kSystemTime = 15;
  constexpr int kStartTime = 22;
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  double user = 0;
  double started = 0;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  for (int number = 3; number <= kStartTime && fields >> field; ++number) {
    if (number == kUserTime) user = std::stod(field);
    if (number == kSystemTime) process.cpu_seconds = (user + std::stod(field)) / ticks;
    if (number == kStartTime) started = std::stod(field) / ticks;
  }
  const auto boot = boot_time();
  if (boot && started > 0) process.started_at = *boot + started;
}

void read_files(Process& process) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) process.open_files_max = limit.rlim_cur;
  // Since Linux 6.2 the folder's size is their number; before it was 0.
  struct stat folder_itself {};
  if (::stat("/proc/self/fd", &folder_itself) == 0 && folder_itself.st_size > 0) {
    process.open_files = static_cast<std::uint64_t>(folder_itself.st_size);
    return;
  }
  const auto close = [](DIR* folder) { ::closedir(folder); };
  const std::unique_ptr<DIR, decltype(close)> folder(::opendir("/proc/self/fd"), close);
  if (!folder) return;
  std::uint64_t entries = 0;
  while (::readdir(folder.get()) != nullptr)
    ++entries;
  // Two are `.` and `..`, one is the folder itself.
  process.open_files = entries > 3 ? entries - 3 : 0;
}

}  // namespace

std::optional<std::uint64_t> read_resident_bytes() {
  Process process;
  read_memory(process);
  return process.resident_bytes;
}

Process read_process() {
  Process process;
  read_memory(process);
  read_times(process);
  read_files(process);
  return process;
}

}  // namespace spotter::ops::metrics
