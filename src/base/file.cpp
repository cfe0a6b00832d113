#include <spotter/base/file.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace spotter {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

using Moment = std::chrono::steady_clock::time_point;

/// Waits until there is something to read, or nothing will come any more. False: not in time.
bool wait(int descriptor, Moment until) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  pollfd one{descriptor, POLLIN, 0};
  return left.count() > 0 && ::poll(&one, 1, static_cast<int>(left.count())) > 0;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const Error unreadable{Errc::unavailable, "the file cannot be read"};
  // A pipe without a writer would hold on for ever.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat what {};
  if (file.number() < 0 || ::fstat(file.number(), &what) != 0) return unreadable;
  const bool is_pipe = S_ISFIFO(what.st_mode);
  const Moment until = std::chrono::steady_clock::now() + kFileWait;
  std::string text;
  std::array<char, std::size_t{64} * 1024> piece{};
  bool may_end = !is_pipe;
  for (;;) {
    const ssize_t bytes = ::read(file.number(), piece.data(), piece.size());
    if (bytes == 0 && may_end) return text;
    if (bytes < 0 && errno != EAGAIN && errno != EINTR) return unreadable;
    if (bytes > 0) {
      text.append(piece.data(), static_cast<std::size_t>(bytes));
      if (text.size() > bytes_max) return Error{Errc::too_large, "the file is too large"};
      may_end = true;
      continue;
    }
    // A pipe ends when its writer has been there and has gone.
    if (!wait(file.number(), until)) return unreadable;
    may_end = true;
  }
}

}  // namespace spotter
