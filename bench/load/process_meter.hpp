// What a process has used, as /proc tells it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <string>
#include <unistd.h>

namespace bench {

struct Usage {
  std::int64_t cpu_ns = 0;   ///< that its threads ran (schedstat), exact
  std::int64_t user_ms = 0;  ///< of that outside of the kernel, and within: sampled by the clock
  std::int64_t system_ms = 0;
  std::int64_t resident = 0;       ///< bytes
  std::int64_t resident_peak = 0;  ///< bytes, since the process began or forget_peak()
  std::int64_t descriptors = 0;
};

class ProcessMeter {
 public:
  /// 0: no process; all usage is 0 then.
  explicit ProcessMeter(std::int64_t pid) : folder_("/proc/" + std::to_string(pid)), on_(pid > 0) {}

  [[nodiscard]] Usage read() const {
    Usage usage;
    if (!on_) return usage;
    each_entry("/task", [&](const char* task) {
      const auto text = content("/task/" + std::string(task) + "/schedstat");
      usage.cpu_ns += std::strtoll(text.c_str(), nullptr, 10);
    });
    each_entry("/fd", [&](const char*) { ++usage.descriptors; });
    const auto status = content("/status");
    usage.resident = kilobytes(status, "VmRSS:") * 1024;
    usage.resident_peak = kilobytes(status, "VmHWM:") * 1024;
    read_ticks(usage);
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
};

}  // namespace bench
