// What a process has used, as /proc tells it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace bench {

struct Usage {
  std::int64_t cpu_ns = 0;  ///< that its threads ran (schedstat), exact
  /// That the busiest of them was ready to run and had no core: others may wait for that one.
  std::int64_t waited_ns = 0;
  std::int64_t user_ms = 0;  ///< of that outside of the kernel, and within: sampled by the clock
  std::int64_t system_ms = 0;
  std::int64_t resident = 0;       ///< bytes
  std::int64_t resident_peak = 0;  ///< bytes, since the process began or forget_peak()
  std::int64_t descriptors = 0;
  std::int64_t allocations = 0;  ///< if spotter_bench_alloc_counter counts them
};

class ProcessMeter {
 public:
  /// 0: no process; all usage is 0 then.
  /// `allocations`: the file of its allocation counter, if it has one.
  ProcessMeter(std::int64_t pid, std::string_view allocations)
      : folder_("/proc/" + std::to_string(pid)), on_(pid > 0), allocations_(allocations) {}

  [[nodiscard]] Usage read() const {
    Usage usage;
    if (!on_) return usage;
    std::int64_t most = 0;
    each_entry("/task", [&](const char* task) {
      const auto text = content("/task/" + std::string(task) + "/schedstat");
      char* rest = nullptr;
      const auto ran = std::strtoll(text.c_str(), &rest, 10);
      usage.cpu_ns += ran;
      if (ran <= most) return;
      most = ran;
      usage.waited_ns = std::strtoll(rest, nullptr, 10);
    });
    each_entry("/fd", [&](const char*) { ++usage.descriptors; });
    const auto status = content("/status");
    usage.resident = kilobytes(status, "VmRSS:") * 1024;
    usage.resident_peak = kilobytes(status, "VmHWM:") * 1024;
    read_ticks(usage);
    if (!allocations_.empty()) usage.allocations = counted();
    return usage;
  }

  /// The peak is measured anew from now on.
  void forget_peak() const {
    if (!on_) return;
    if (FILE* const file = std::fopen((folder_ + "/clear_refs").c_str(), "w")) {
      std::fputs("5", file);
      std::fclose(file);
    }
  }

 private:
  [[nodiscard]] std::string content(const std::string& name) const {
    std::string text;
    if (FILE* const file = std::fopen((folder_ + name).c_str(), "r")) {
      char buffer[4096];
      for (std::size_t size; (size = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
        text.append(buffer, size);
      }
      std::fclose(file);
    }
    return text;
  }

  template <class On>
  void each_entry(const char* name, On on) const {
    DIR* const folder = opendir((folder_ + name).c_str());
    if (folder == nullptr) return;
    while (const dirent* const entry = readdir(folder)) {
      if (entry->d_name[0] != '.') on(entry->d_name);
    }
    closedir(folder);
  }

  static std::int64_t kilobytes(const std::string& status, const char* name) {
    const auto found = status.find(name);
    if (found == std::string::npos) return 0;
    return std::strtoll(status.c_str() + found + std::strlen(name), nullptr, 10);
  }

  [[nodiscard]] std::int64_t counted() const {
    std::int64_t count = 0;
    if (FILE* const file = std::fopen(allocations_.c_str(), "r")) {
      if (std::fread(&count, sizeof count, 1, file) != 1) count = 0;
      std::fclose(file);
    }
    return count;
  }

  void read_ticks(Usage& usage) const {
    const auto stat = content("/stat");
    const auto after_name = stat.rfind(')');
    if (after_name == std::string::npos) return;
    long long user = 0;
    long long system = 0;
    std::sscanf(stat.c_str() + after_name + 1,
                " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld", &user, &system);
    const auto tick_ms = 1000 / sysconf(_SC_CLK_TCK);
    usage.user_ms = user * tick_ms;
    usage.system_ms = system * tick_ms;
  }

  std::string folder_;
  bool on_;
  std::string allocations_;
};

}  // namespace bench
