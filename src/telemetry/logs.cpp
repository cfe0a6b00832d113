#include "telemetry/line.hpp"
#include "telemetry/log_sink.hpp"
#include "telemetry/repeats.hpp"

#include <spotter/telemetry/logs.hpp>

#include <spdlog/async.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace spotter::telemetry {
namespace {

constexpr std::size_t kWaitingMax = 8192;
constexpr std::string_view kAuditLevel = "audit";
/// For the writer: neither a warning nor an error.
constexpr auto kAuditMark = spdlog::level::critical;

spdlog::level::level_enum mark_of(Level level) noexcept {
  switch (level) {
    case Level::trace:
      return spdlog::level::trace;
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

/// Takes lines to the thread that writes them.
class Writer {
 public:
  Writer(Format format, const Clock& clock, std::shared_ptr<LogSink> sink)
      : format_(format),
        clock_(clock),
        pool_(std::make_shared<spdlog::details::thread_pool>(kWaitingMax, 1)),
        logger_(std::make_shared<spdlog::async_logger>(
            "spotter", std::move(sink), pool_, spdlog::async_overflow_policy::overrun_oldest)) {
    logger_->set_level(spdlog::level::trace);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  /// The thread writes what waits, and ends, while the logger is still held here: who lets go of it
  /// last frees it.
  ~Writer() { pool_.reset(); }

  void write(Level level, std::string_view room, std::string_view name,
             std::span<const Field> fields) {
    lines_[static_cast<std::size_t>(level)].add(1);
    post(mark_of(level), {{}, name_of(level), name, room, fields});
  }
  void audit(std::string_view name, std::span<const Field> fields, std::span<const Field> more) {
    audits_.add(1);
    post(kAuditMark, {{}, kAuditLevel, name, "admin", fields, more});
  }
  /// Wakes the thread without a line.
  void flush() { logger_->flush(); }

  [[nodiscard]] TimePoint now() const noexcept { return clock_.now(); }
  [[nodiscard]] std::uint64_t dropped() const { return pool_->overrun_counter(); }
  void count(LogCounts& counts) const {
    for (std::size_t level = 0; level < lines_.size(); ++level)
      counts.lines[level] = lines_[level].get();
    counts.audits = audits_.get();
    counts.dropped = dropped();
  }

 private:
  void post(spdlog::level::level_enum mark, Line line) {
    const std::string time = time_text(clock_.wall_now());
    line.time = time;
    const std::string text = render(format_, line);
    logger_->log(mark, spdlog::string_view_t(text.data(), text.size()));
  }

  const Format format_;
  const Clock& clock_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
  std::array<shard::SharedNumber<std::uint64_t>, 5> lines_;
  shard::SharedNumber<std::uint64_t> audits_;
};

class RoomLog final : public Log {
 public:
  RoomLog(const LogNames& names, std::size_t index, const Levels& levels, Writer& writer)
      : room_(names.rooms[index]),
        records_(names.records),
        index_(index),
        levels_(levels),
        writer_(writer) {}

  [[nodiscard]] bool enabled(Level level) const noexcept override {
    return levels_.enabled(index_, level);
  }

  void event(Level level, std::string_view name, std::initializer_list<Field> fields) override {
    if (!enabled(level)) return;
    Repeats* repeats = is_record(name) ? nullptr : repeats_of(level);
    if (repeats != nullptr) {
      const auto answer = repeats->ask(name, writer_.now());
      if (answer.withheld_before > 0) tell(level, {name, answer.withheld_before});
      if (!answer.admitted) {
        withheld_.add(1);
        return;
      }
    }
    writer_.write(level, room_, name, {fields.begin(), fields.size()});
  }

  void tell_withheld(TimePoint now) {
    for (const Level level : {Level::warn, Level::error}) {
      for (const auto& withheld : repeats_of(level)->take(now))
        tell(level, withheld);
    }
  }
  [[nodiscard]] std::uint64_t withheld() const noexcept { return withheld_.get(); }

 private:
  [[nodiscard]] bool is_record(std::string_view name) const noexcept {
    return std::find(records_.begin(), records_.end(), name) != records_.end();
  }
  Repeats* repeats_of(Level level) noexcept {
    if (level == Level::warn) return &warnings_;
    return level == Level::error ? &errors_ : nullptr;
  }

  void tell(Level level, const Repeats::Withheld& withheld) {
    const std::array<Field, 3> fields = {
        Field("repeated", withheld.name), Field("count", withheld.count),
        Field("window_s",
              std::chrono::duration_cast<std::chrono::seconds>(Repeats::kWindow).count())};
    writer_.write(level, room_, "repeats_withheld", fields);
  }

  std::string_view room_;
  std::span<const std::string_view> records_;
  std::size_t index_;
  const Levels& levels_;
  Writer& writer_;
  Repeats warnings_;
  Repeats errors_;
  shard::SharedNumber<std::uint64_t> withheld_;
};

class AuditLog final : public Audit {
 public:
  explicit AuditLog(Writer& writer) : writer_(writer) {}

  void event(std::string_view name, const Action& action,
             std::initializer_list<Field> more) override {
    const std::array<Field, 5> fields = {
        Field("address", action.address), Field("key", action.key), Field("target", action.target),
        Field("outcome", action.outcome), Field("request", action.request)};
    writer_.audit(name, fields, {more.begin(), more.size()});
  }

 private:
  Writer& writer_;
};

}  // namespace

struct Logs::Impl {
  Levels levels;
  std::shared_ptr<LogSink> sink;
  Writer writer;
  AuditLog audit{writer};
  std::vector<std::unique_ptr<RoomLog>> rooms;
  std::uint64_t dropped_told = 0;

  Impl(const LogSettings& settings, const LogNames& names, const Clock& clock,
       std::shared_ptr<LogSink> where)
      : levels(names.rooms, settings.levels),
        sink(std::move(where)),
        writer(settings.format, clock, sink) {
    for (std::size_t index = 0; index < names.rooms.size(); ++index)
      rooms.push_back(std::make_unique<RoomLog>(names, index, levels, writer));
  }

  void tell(TimePoint now) {
    for (const auto& room : rooms)
      room->tell_withheld(now);
    const std::uint64_t dropped = writer.dropped();
    if (dropped == dropped_told) return;
    const Field count("count", dropped - std::exchange(dropped_told, dropped));
    writer.write(Level::warn, "telemetry", "log_lines_dropped", {&count, 1});
  }
};

std::unique_ptr<Logs> Logs::open(const LogSettings& settings, const LogNames& names,
                                 const Clock& clock, std::string& why) {
  auto sink = std::make_shared<LogSink>(settings, clock);
  if (!sink->open(why)) return nullptr;
  return std::unique_ptr<Logs>(
      new Logs(std::make_unique<Impl>(settings, names, clock, std::move(sink))));
}

Logs::Logs(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Logs::~Logs() {
  impl_->tell(TimePoint::max());
}

Log& Logs::room(std::string_view name) {
  const auto index = impl_->levels.index_of(name);
  if (!index) throw std::logic_error("no room logs as '" + std::string(name) + "'");
  return *impl_->rooms[*index];
}

Levels& Logs::levels() noexcept {
  return impl_->levels;
}

Audit& Logs::audit() noexcept {
  return impl_->audit;
}

void Logs::reopen() noexcept {
  impl_->sink->ask_to_reopen();
  impl_->writer.flush();
}

void Logs::tick() {
  impl_->tell(impl_->writer.now());
}

LogCounts Logs::counts() const {
  LogCounts counts;
  impl_->writer.count(counts);
  for (const auto& room : impl_->rooms)
    counts.withheld += room->withheld();
  counts.misplaced = impl_->sink->misplaced();
  return counts;
}

}  // namespace spotter::telemetry
