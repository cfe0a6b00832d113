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
  /// Opens it, anew if it is open: what was open stays so if that fails. 0, or an errno.
  int open() noexcept;
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
};

/// To a descriptor, whole if it can be. 0, or an errno; `written`: how many bytes it took.
int write_all(int file, std::string_view bytes, std::size_t& written) noexcept;

}  // namespace spotter::telemetry
