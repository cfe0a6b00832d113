#include "telemetry/line_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace spotter::telemetry {
namespace {

constexpr mode_t kMode = 0640;
constexpr std::chrono::minutes kComplaintPause{1};
constexpr std::chrono::seconds kRetryPause{1};

}  // namespace

int write_all(int file, std::string_view bytes, std::size_t& written) noexcept {
  written = 0;
  while (written < bytes.size()) {
    const auto count = ::write(file, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    written += static_cast<std::size_t>(count);
  }
  return 0;
}

LineFile::~LineFile() {
  if (file_ >= 0) ::close(file_);
}

int LineFile::open() noexcept {
  const int fresh = ::open(
      path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, kMode);
  if (fresh < 0) return errno;
  if (file_ >= 0) ::close(file_);
  file_ = fresh;
  torn_ = false;
  return 0;
}

int LineFile::open_again(TimePoint now) noexcept {
  const int error = open();
  retry_at_.reset();
  if (error != 0) retry_at_ = now + kRetryPause;
  return error;
}

int LineFile::write(std::string_view line) noexcept {
  std::size_t written = 0;
  if (torn_) {
    if (const int error = write_all(file_, "\n", written); error != 0) return error;
    torn_ = false;
  }
  const int error = write_all(file_, line, written);
  torn_ = error != 0 && written > 0;
  return error;
}

bool LineFile::may_complain(TimePoint now) noexcept {
  if (complained_ && now < *complained_ + kComplaintPause) return false;
  complained_ = now;
  return true;
}

}  // namespace spotter::telemetry
