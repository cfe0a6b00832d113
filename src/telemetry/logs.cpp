#include "telemetry/line.hpp"
#include "telemetry/log_sink.hpp"
#include "telemetry/repeats.hpp"

#include <spotter/telemetry/logs.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace spotter::telemetry {
namespace {

/// What anybody causes keeps no audit out.
enum Lane : std::size_t { kLines, kAudits };
constexpr std::array<std::size_t, 2> kWaitingMax = {8192, 1024};
constexpr std::string_view kAuditLevel = "audit";

/// Takes lines to the thread that writes them.
class Writer {
 public:
  using Dropped = std::array<std::uint64_t, kAuditKind + 1>;

  Writer(Format format, const Clock& clock, LogSink& sink)
      : format_(format), clock_(clock), thread_(sink, kWaitingMax) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void write(Level level, std::string_view room, std::string_view name,
             std::span<const Field> fields) {
    const auto kind = static_cast<std::size_t>(level);
    lines_[kind].add(1);
    post(kLines, kind, {{}, name_of(level), name, room, fields});
  }
  void audit(std::string_view name, std::span<const Field> fields, std::span<const Field> more) {
    audits_.add(1);
    post(kAudits, kAuditKind, {{}, kAuditLevel, name, "admin", fields, more});
  }
  /// Wakes the thread without a line.
  void wake() { thread_.wake(); }
  bool end(std::chrono::milliseconds patience) { return thread_.end(patience); }

  [[nodiscard]] TimePoint now() const noexcept { return clock_.now(); }
  [[nodiscard]] Dropped dropped() const noexcept {
    Dropped all{};
    for (std::size_t kind = 0; kind < all.size(); ++kind)
      all[kind] = dropped_[kind].get();
    return all;
  }
  void count(LogCounts& counts) const {
    for (std::size_t level = 0; level < lines_.size(); ++level)
      counts.lines[level] = lines_[level].get();
    counts.audits = audits_.get();
    counts.dropped = dropped();
  }

 private:
  void post(Lane lane, std::size_t kind, Line line) {
    const std::string time = time_text(clock_.wall_now());
    line.time = time;
    std::string text = render(format_, line);
    text.push_back('\n');
    if (const auto gone = thread_.put(lane, kind, std::move(text))) dropped_[*gone].add(1);
  }

  const Format format_;
  const Clock& clock_;
  std::array<shard::SharedNumber<std::uint64_t>, 5> lines_;
  shard::SharedNumber<std::uint64_t> audits_;
  std::array<shard::SharedNumber<std::uint64_t>, kAuditKind + 1> dropped_;
  shard::LineThread thread_;
};

class RoomLog final : public Log {
 public:
  RoomLog(const LogNames& names, std::size_t index, const Levels& levels, Writer& writer)
      : room_(names.rooms[index]),
        records_(names.records),
        paced_(names.paced),
        index_(index),
        levels_(levels),
        writer_(writer) {}

  [[nodiscard]] bool enabled(Level level) const noexcept override {
    return levels_.enabled(index_, level);
  }

  void event(Level level, std::string_view name, std::initializer_list<Field> fields) override {
    if (!enabled(level)) return;
    Repeats* repeats = is_among(name, records_) ? nullptr : repeats_of(level);
    if (level == Level::info && !is_among(name, paced_)) repeats = nullptr;
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
    for (const Level level : {Level::info, Level::warn, Level::error}) {
      for (const auto& withheld : repeats_of(level)->take(now))
        tell(level, withheld);
    }
  }
  [[nodiscard]] std::uint64_t withheld() const noexcept { return withheld_.get(); }

 private:
  static bool is_among(std::string_view name, std::span<const std::string_view> names) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  Repeats* repeats_of(Level level) noexcept {
    if (level == Level::info) return &news_;
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
  std::span<const std::string_view> paced_;
  std::size_t index_;
  const Levels& levels_;
  Writer& writer_;
  Repeats news_;
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
  LogSink sink;
  Writer writer;
  AuditLog audit{writer};
  std::vector<std::unique_ptr<RoomLog>> rooms;
  Writer::Dropped dropped_told{};

  Impl(const LogSettings& settings, const LogNames& names, const Clock& clock)
      : levels(names.rooms, settings.levels),
        sink(settings, clock),
        writer(settings.format, clock, sink) {
    for (std::size_t index = 0; index < names.rooms.size(); ++index)
      rooms.push_back(std::make_unique<RoomLog>(names, index, levels, writer));
  }

  void tell(TimePoint now) {
    for (const auto& room : rooms)
      room->tell_withheld(now);
    const Writer::Dropped dropped = writer.dropped();
    const Writer::Dropped before = std::exchange(dropped_told, dropped);
    if (dropped == before) return;
    std::uint64_t count = 0;
    std::vector<Field> fields = {Field("count", count)};
    for (std::size_t kind = 0; kind < dropped.size(); ++kind) {
      if (dropped[kind] == before[kind]) continue;
      count += dropped[kind] - before[kind];
      const auto what = kind == kAuditKind ? kAuditLevel : name_of(static_cast<Level>(kind));
      fields.emplace_back(what, dropped[kind] - before[kind]);
    }
    fields.front() = Field("count", count);
    writer.write(Level::warn, "telemetry", "log_lines_dropped", fields);
  }
};

std::unique_ptr<Logs> Logs::open(const LogSettings& settings, const LogNames& names,
                                 const Clock& clock, std::string& why) {
  auto impl = std::make_unique<Impl>(settings, names, clock);
  if (!impl->sink.open(why)) return nullptr;
  return std::unique_ptr<Logs>(new Logs(std::move(impl)));
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
  impl_->sink.ask_to_reopen();
  impl_->writer.wake();
}

bool Logs::close(std::chrono::milliseconds patience) {
  impl_->tell(TimePoint::max());
  return impl_->writer.end(patience);
}

void Logs::tick() {
  impl_->tell(impl_->writer.now());
}

LogCounts Logs::counts() const {
  LogCounts counts;
  impl_->writer.count(counts);
  for (const auto& room : impl_->rooms)
    counts.withheld += room->withheld();
  counts.misplaced = impl_->sink.misplaced();
  return counts;
}

}  // namespace spotter::telemetry
