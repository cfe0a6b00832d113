#pragma once

#include "telemetry/line_file.hpp"

#include <spotter/shard/line_thread.hpp>
#include <spotter/shard/shared_number.hpp>
#include <spotter/telemetry/logs.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace spotter::telemetry {

/// A line's kind on the writing thread is its level; audits have one of their own.
inline constexpr std::size_t kAuditKind = 5;

/// Where rendered lines end: standard error, or files. Lives on the thread that writes, but for
/// what is said to be of any thread.
class LogSink final : public shard::LineThread::Sink {
 public:
  /// Without files, they are opened by open().
  LogSink(const LogSettings& settings, const Clock& clock);

  /// Before the first line. False: `why` names the file.
  bool open(std::string& why);
  /// Any thread. The files are opened anew at the next log() or flush().
  void ask_to_reopen() noexcept { reopen_.set(true); }
  /// Any thread.
  [[nodiscard]] std::uint64_t misplaced() const noexcept { return misplaced_.get(); }

  /// `level`: a Level, or kAuditKind.
  void write(std::size_t level, const std::string& line) override;
  void look_after() override { reopen_if_asked(); }

 private:
  void reopen_if_asked();
  void reopen(LineFile& file);
  void complain(LineFile& file, std::string_view event, int error);
  bool put(LineFile& file, const std::string& line);

  const Format format_;
  const Clock& clock_;
  std::unique_ptr<LineFile> file_;    ///< null: standard error
  std::unique_ptr<LineFile> errors_;  ///< null: nowhere
  shard::SharedNumber<bool> reopen_;
  shard::SharedNumber<std::uint64_t> misplaced_;
};

/// Now, as lines say it.
std::string time_text(WallTime now);

}  // namespace spotter::telemetry
