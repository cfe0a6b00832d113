#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

// What the server counts. Cells are plain numbers: whoever owns them is of one shard and writes
// them there; a scrape takes a copy of each shard's and adds the copies up. A room groups its cells
// in a struct `Metrics` (a value), which names them for the page in describe().
namespace spotter::telemetry {

/// Only goes up.
class Counter {
 public:
  void add(std::uint64_t more = 1) noexcept { value_ += more; }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_; }
  void merge(const Counter& other) noexcept { value_ += other.value_; }

 private:
  std::uint64_t value_ = 0;
};

/// How many there are now. The sum over the shards is what counts.
class Gauge {
 public:
  void add(std::int64_t more) noexcept { value_ += more; }
  void set(std::int64_t value) noexcept { value_ = value; }
  [[nodiscard]] std::int64_t value() const noexcept { return value_; }
  void merge(const Gauge& other) noexcept { value_ += other.value_; }

 private:
  std::int64_t value_ = 0;
};

/// Answers of models, in seconds: from what the offline coach needs to plans that take minutes.
inline constexpr std::array kAnswerSeconds = {0.05, 0.1,  0.25, 0.5,  1.0,   2.5,  5.0,
                                              10.0, 20.0, 40.0, 60.0, 100.0, 160., 300.};
/// What the server itself adds to something, in seconds.
inline constexpr std::array kAddedSeconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                             0.025,  0.05,    0.1,    0.25,  0.5,    1.0,   2.5};
/// HTTP requests, in seconds. 0.5 is a bound because an alert asks for it; 100 because polls and
/// plans take as long.
inline constexpr std::array kRequestSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                               0.25,  0.5,    1.0,   2.5,  10.0,  30.0, 100.0};
/// Calls of models, in seconds. Source: OpenTelemetry, gen_ai.client.operation.duration.
inline constexpr std::array kModelSeconds = {0.01, 0.02, 0.04, 0.08,  0.16,  0.32,  0.64,
                                             1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92};
/// Tokens of a call. Source: OpenTelemetry, gen_ai.client.token.usage.
inline constexpr std::array kModelTokens = {1.,       4.,       16.,       64.,      256.,
                                            1024.,    4096.,    16384.,    65536.,   262144.,
                                            1048576., 4194304., 16777216., 67108864.};

/// Counts observations by size. `kBounds`: a constexpr array of upper bounds, rising.
template <const auto& kBounds>
class Histogram {
 public:
  void observe(double value) noexcept {
    const auto found = std::lower_bound(kBounds.begin(), kBounds.end(), value);
    ++counts_[static_cast<std::size_t>(found - kBounds.begin())];
    sum_ += value;
  }
  /// In seconds; what a clock that was moved back makes negative counts as nothing.
  template <class Rep, class Period>
  void observe(std::chrono::duration<Rep, Period> value) noexcept {
    observe(std::max(0.0, std::chrono::duration<double>(value).count()));
  }
  static constexpr std::span<const double> bounds() noexcept { return kBounds; }
  /// One a bound, and one for what is beyond the last.
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
  [[nodiscard]] double sum() const noexcept { return sum_; }
  [[nodiscard]] std::uint64_t count() const noexcept {
    std::uint64_t all = 0;
    for (const std::uint64_t one : counts_)
      all += one;
    return all;
  }
  void merge(const Histogram& other) noexcept {
    for (std::size_t i = 0; i < counts_.size(); ++i)
      counts_[i] += other.counts_[i];
    sum_ += other.sum_;
  }

 private:
  std::array<std::uint64_t, kBounds.size() + 1> counts_{};
  double sum_ = 0;
};

/// One cell for each value of an enum, or of each pair of two: a label set that nobody can add to.
/// `kLast...`: the last enumerators. Label values are what name_of() says, beside the enum.
template <class Cell, auto... kLast>
class By {
 public:
  static constexpr std::size_t kLabels = sizeof...(kLast);
  using Values = std::array<std::string_view, kLabels>;

  [[nodiscard]] Cell& operator()(decltype(kLast)... keys) noexcept { return cells_[at(keys...)]; }
  [[nodiscard]] const Cell& operator()(decltype(kLast)... keys) const noexcept {
    return cells_[at(keys...)];
  }
  void merge(const By& other) noexcept {
    for (std::size_t i = 0; i < cells_.size(); ++i)
      cells_[i].merge(other.cells_[i]);
  }
  /// `visit(values of the labels, cell)` for all.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < cells_.size(); ++i)
      visit(values_of(i, std::make_index_sequence<kLabels>()), cells_[i]);
  }

 private:
  static constexpr std::array<std::size_t, kLabels> kSizes = {static_cast<std::size_t>(kLast) +
                                                              1 ...};
  static std::size_t at(decltype(kLast)... keys) noexcept {
    const std::array<std::size_t, kLabels> all = {static_cast<std::size_t>(keys)...};
    std::size_t index = 0;
    for (std::size_t i = 0; i < kLabels; ++i)
      index = index * kSizes[i] + all[i];
    return index;
  }
  template <std::size_t... kIndex>
  static Values values_of(std::size_t index, std::index_sequence<kIndex...> /*labels*/) {
    std::array<std::size_t, kLabels> keys{};
    for (std::size_t i = kLabels; i-- > 0; index /= kSizes[i])
      keys[i] = index % kSizes[i];
    return {name_of(static_cast<decltype(kLast)>(keys[kIndex]))...};
  }

  std::array<Cell, (1 * ... * (static_cast<std::size_t>(kLast) + 1))> cells_{};
};

/// Adds up two structs of cells. `fields(metrics)`, beside the struct, ties all of them: whoever
/// forgets one is told by the compiler.
template <class Metrics>
void merge(Metrics& into, const Metrics& from) {
  static_assert(std::is_trivially_copyable_v<Metrics>);
  static_assert(decltype(std::apply(
                    [](auto&... cells) {
                      return std::integral_constant<std::size_t, (sizeof(cells) + ... + 0)>();
                    },
                    fields(into)))::value == sizeof(Metrics),
                "fields() leaves a cell out");
  auto ours = fields(into);
  const auto theirs = fields(from);
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (std::get<kIndex>(ours).merge(std::get<kIndex>(theirs)), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<decltype(ours)>>());
}

enum class MetricType { counter, gauge, histogram };

/// A label and its value, of a closed set: never a user, a text, a path or an id.
struct Label {
  std::string_view name;
  std::string_view value;
};

/// Where metrics are shown. What it is given need not outlive the call.
class MetricPage {
 public:
  virtual ~MetricPage() = default;
  /// From here on it is about this one. Names and units by Prometheus' convention: base units,
  /// `_total` for counters. Once a name.
  virtual void family(std::string_view name, std::string_view help, MetricType type) = 0;
  virtual void number(std::span<const Label> labels, double value) = 0;
  /// `counts`: as Histogram::counts().
  virtual void histogram(std::span<const Label> labels, std::span<const double> bounds,
                         std::span<const std::uint64_t> counts, double sum) = 0;

  void number(std::initializer_list<Label> labels, double value) {
    number(std::span<const Label>(labels.begin(), labels.size()), value);
  }
};

inline void show(MetricPage& page, std::span<const Label> labels, const Counter& cell) {
  page.number(labels, static_cast<double>(cell.value()));
}
inline void show(MetricPage& page, std::span<const Label> labels, const Gauge& cell) {
  page.number(labels, static_cast<double>(cell.value()));
}
template <const auto& kBounds>
void show(MetricPage& page, std::span<const Label> labels, const Histogram<kBounds>& cell) {
  page.histogram(labels, cell.bounds(), cell.counts(), cell.sum());
}

constexpr MetricType type_of(const Counter& /*cell*/) noexcept {
  return MetricType::counter;
}
constexpr MetricType type_of(const Gauge& /*cell*/) noexcept {
  return MetricType::gauge;
}
template <const auto& kBounds>
constexpr MetricType type_of(const Histogram<kBounds>& /*cell*/) noexcept {
  return MetricType::histogram;
}

/// A family of one cell.
template <class Cell>
void show_family(MetricPage& page, std::string_view name, std::string_view help, const Cell& cell) {
  page.family(name, help, type_of(cell));
  show(page, {}, cell);
}
/// A family of all cells of a table; `labels` are the names.
template <class Cell, auto... kLast>
void show_family(MetricPage& page, std::string_view name, std::string_view help,
                 const std::array<std::string_view, sizeof...(kLast)>& labels,
                 const By<Cell, kLast...>& cells) {
  page.family(name, help, type_of(Cell()));
  cells.for_each([&](const auto& values, const Cell& cell) {
    std::array<Label, sizeof...(kLast)> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = {labels[i], values[i]};
    show(page, all, cell);
  });
}

/// How late a shard's loop comes to what is due, looked at with each sample. Lives on its shard.
class LoopLag {
 public:
  /// So many samples back recent_max() looks: with ten a second about 10 seconds.
  static constexpr std::size_t kRecent = 100;

  void add(std::chrono::nanoseconds late) noexcept {
    histogram_.observe(late);
    recent_[next_++ % kRecent] = late;
  }
  [[nodiscard]] std::chrono::nanoseconds recent_max() const noexcept {
    return *std::max_element(recent_.begin(), recent_.end());
  }
  [[nodiscard]] const Histogram<kAddedSeconds>& histogram() const noexcept { return histogram_; }

 private:
  Histogram<kAddedSeconds> histogram_;
  std::array<std::chrono::nanoseconds, kRecent> recent_{};
  std::size_t next_ = 0;
};

}  // namespace spotter::telemetry
