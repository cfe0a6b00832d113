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

void LogSink::log(const spdlog::details::log_msg& message) {
  reopen_if_asked();
  line_.assign(message.payload.data(), message.payload.size()).push_back('\n');
  bool on_stderr = file_ == nullptr || !put(*file_);
  const bool bad = message.level == spdlog::level::warn || message.level == spdlog::level::err;
  if (bad && errors_ && !put(*errors_)) on_stderr = true;
  if (on_stderr) write_to_stderr(line_);
}

/// False: it is to go to standard error.
bool LogSink::put(LineFile& file) {
  const int error = file.write(line_);
  if (error == 0) return true;
  misplaced_.add(1);
  complain(file, "log_file_failed", error);
  return false;
}

void LogSink::reopen_if_asked() {
  if (!reopen_.swap(false)) return;
  for (LineFile* file : {file_.get(), errors_.get()}) {
    if (file == nullptr) continue;
    if (const int error = file->open(); error != 0) complain(*file, "log_file_not_reopened", error);
  }
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
