#include "telemetry/log_sink.hpp"

#include "telemetry/line.hpp"

#include <spotter/base/date.hpp>

#include <array>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <unistd.h>

namespace spotter::telemetry {
namespace {

/// Whose lines are about the log itself.
constexpr std::string_view kRoom = "telemetry";

std::unique_ptr<LineFile> file_at(const std::string& path) {
  return path.empty() ? nullptr : std::make_unique<LineFile>(path);
}

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

void write_to_stderr(std::string_view line) noexcept {
  std::size_t written = 0;
  // Who closed it does not want to be told.
  static_cast<void>(write_all(STDERR_FILENO, line, written));
}

bool fail_to_open(std::string_view setting, const LineFile& file, int error, std::string& why) {
  why.assign(setting).append(": '").append(file.path()).append("' cannot be opened to append: ");
  why.append(reason_of(error));
  return false;
}

}  // namespace

std::string time_text(WallTime now) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(now);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now - whole).count();
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(millis));
  return utc_text(now, "%Y-%m-%dT%H:%M:%S").append(fraction.data());
}

LogSink::LogSink(const LogSettings& settings, const Clock& clock)
    : format_(settings.format),
      clock_(clock),
      file_(file_at(settings.file)),
      errors_(file_at(settings.error_file)) {}

bool LogSink::open(std::string& why) {
  if (file_) {
    if (const int error = file_->open(); error != 0)
      return fail_to_open("log.file (SPOTTER_LOG_FILE)", *file_, error, why);
  }
  if (errors_) {
    if (const int error = errors_->open(); error != 0)
      return fail_to_open("log.error_file (SPOTTER_LOG_ERROR_FILE)", *errors_, error, why);
  }
  return true;
}

void LogSink::write(std::size_t level, const std::string& line) {
  reopen_if_asked();
  bool on_stderr = file_ == nullptr || !put(*file_, line);
  const bool bad = level == static_cast<std::size_t>(Level::warn) ||
                   level == static_cast<std::size_t>(Level::error);
  if (bad && errors_ && !put(*errors_, line)) on_stderr = true;
  if (on_stderr) write_to_stderr(line);
}

/// False: it is to go to standard error.
bool LogSink::put(LineFile& file, const std::string& line) {
  if (file.may_open_again(clock_.now())) reopen(file);
  const int error = file.write(line);
  if (error != 0) complain(file, "log_file_failed", error);
  // What nobody may ever read again is no place for a line.
  if (error == 0 && !file.stale()) return true;
  misplaced_.add(1);
  return false;
}

void LogSink::reopen_if_asked() {
  if (!reopen_.swap(false)) return;
  for (LineFile* file : {file_.get(), errors_.get()}) {
    if (file != nullptr) reopen(*file);
  }
}

void LogSink::reopen(LineFile& file) {
  if (const int error = file.open_again(clock_.now()); error != 0)
    complain(file, "log_file_not_reopened", error);
}

void LogSink::complain(LineFile& file, std::string_view event, int error) {
  if (!file.may_complain(clock_.now())) return;
  const std::string why = reason_of(error);
  const std::array<Field, 2> fields = {Field("file", file.path()), Field("why", why)};
  const std::string time = time_text(clock_.wall_now());
  write_to_stderr(
      render(format_, {time, name_of(Level::error), event, kRoom, fields}).append(1, '\n'));
}

}  // namespace spotter::telemetry
