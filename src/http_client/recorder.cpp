#include "http_client/recorder.hpp"

#include <boost/asio/post.hpp>

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace spotter::http_client {
namespace {

/// Numbers of files with the same host and second; the folder may be an old one, and is shared.
constexpr int kNumbersMax = 100'000;

/// An exception in a writing is a bug; it leaves the loop by itself, so that the group still counts
/// down.
shard::TaskGroup::OnBug rethrow_on(ShardExecutor executor) {
  return [executor](std::exception_ptr bug) {
    asio::post(executor, [bug] { std::rethrow_exception(bug); });
  };
}

/// A new file that only we may read; -1: none.
int open_new(const std::string& beginning) {
  for (int number = 1; number <= kNumbersMax; ++number) {
    const std::string path = beginning + "-" + std::to_string(number) + ".txt";
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file >= 0 || errno != EEXIST) return file;
  }
  return -1;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Blocks.
bool write_file(const std::string& beginning, std::string_view text) {
  const int file = open_new(beginning);
  if (file < 0) return false;
  const bool written = write_all(file, text);
  return ::close(file) == 0 && written;
}

}  // namespace

Recorder::Recorder(ShardExecutor executor, shard::WorkerPool& workers, Recording settings)
    : executor_(executor),
      workers_(workers),
      settings_(std::move(settings)),
      writes_(executor, rethrow_on(executor)) {}

bool Recorder::wants_one() {
  if (settings_.folder.empty() || stopping_) return false;
  if (taken_ < settings_.files_max) return true;
  if (!std::exchange(limit_told_, true)) tell(Recording::Trouble::over_limit);
  return false;
}

void Recorder::write(ResponseRecord record, std::vector<Secret> secrets) {
  // Calls that ran at the same time may all have been wanted.
  if (!wants_one()) return;
  ++taken_;
  writes_.spawn(save(std::move(record), std::move(secrets)));
}

Task<void> Recorder::save(ResponseRecord record, std::vector<Secret> secrets) {
  auto work = [folder = settings_.folder, record = std::move(record),
               secrets = std::move(secrets)]() mutable {
    hide(record, secrets);
    return write_file(folder + "/" + name_of_record(record), write_record(record));
  };
  const Result<bool> written = co_await shard::offload(workers_, executor_, std::move(work));
  if (!written || !*written) tell(Recording::Trouble::lost);
}

void Recorder::tell(Recording::Trouble trouble) const {
  if (settings_.on_trouble) settings_.on_trouble(trouble);
}

Task<void> Recorder::stop() {
  stopping_ = true;
  co_await writes_.join();
}

}  // namespace spotter::http_client
