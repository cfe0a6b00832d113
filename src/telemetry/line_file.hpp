#pragma once

#include <spotter/base/clock.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::telemetry {

/// A file that lines are appended to. Never waits for a reader of a pipe. One thread.
class LineFile {
 public:
  explicit LineFile(std::string path) : path_(std::move(path)) {}
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// 0, or an errno.
  int open() noexcept;
  /// Opens it anew. What was open stays so if that fails, but is stale: it may have been renamed or
  /// deleted. 0, or an errno.
  int open_again(TimePoint now) noexcept;
  [[nodiscard]] bool stale() const noexcept { return retry_at_.has_value(); }
  /// It is stale, and a second has passed since it was tried.
  [[nodiscard]] bool may_open_again(TimePoint now) const noexcept {
    return retry_at_ && now >= *retry_at_;
  }
  /// `line` ends with a newline. 0, or an errno: the line is not in the file, or only its beginning
  /// is; the next one begins a line of its own.
  int write(std::string_view line) noexcept;
  /// Whether it is time to complain: once a minute.
  bool may_complain(TimePoint now) noexcept;

 private:
  std::string path_;
  int file_ = -1;
  bool torn_ = false;  ///< the last line in the file has no end
  std::optional<TimePoint> complained_;
  std::optional<TimePoint> retry_at_;  ///< nothing: it is what its path names
};

/// To a descriptor, whole if it can be. 0, or an errno; `written`: how many bytes it took.
int write_all(int file, std::string_view bytes, std::size_t& written) noexcept;

}  // namespace spotter::telemetry
