#pragma once

#include "telemetry/line_file.hpp"

#include <spotter/shard/shared_number.hpp>
#include <spotter/telemetry/logs.hpp>

#include <spdlog/sinks/sink.h>

#include <cstdint>
#include <memory>
#include <string>

namespace spotter::telemetry {

/// Where rendered lines end: standard error, or files. Lives on the thread that writes, but for
/// what is said to be of any thread.
class LogSink final : public spdlog::sinks::sink {
 public:
  /// Without files, they are opened by open().
  LogSink(const LogSettings& settings, const Clock& clock);

  /// Before the first line. False: `why` names the file.
  bool open(std::string& why);
  /// Any thread. The files are opened anew at the next log() or flush().
  void ask_to_reopen() noexcept { reopen_.set(true); }
  /// Any thread.
  [[nodiscard]] std::uint64_t misplaced() const noexcept { return misplaced_.get(); }

  void log(const spdlog::details::log_msg& message) override;
  void flush() override { reopen_if_asked(); }
  /// Lines come as they are to be written.
  void set_pattern(const std::string& /*pattern*/) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter> /*formatter*/) override {}

 private:
  void reopen_if_asked();
  void complain(LineFile& file, std::string_view event, int error);
  bool put(LineFile& file);

  const Format format_;
  const Clock& clock_;
  std::unique_ptr<LineFile> file_;    ///< null: standard error
  std::unique_ptr<LineFile> errors_;  ///< null: nowhere
  std::string line_;                  ///< the one that is being written
  shard::SharedNumber<bool> reopen_;
  shard::SharedNumber<std::uint64_t> misplaced_;
};

/// Now, as lines say it.
std::string time_text(WallTime now);

}  // namespace spotter::telemetry
