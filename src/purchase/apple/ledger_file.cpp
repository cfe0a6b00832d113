#include "purchase/apple/ledger_entries.hpp"

#include <spotter/base/file.hpp>
#include <spotter/base/text.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <string>
#include <unistd.h>

namespace spotter::purchase::apple {
namespace {

// A line: 64 digits of the key, "revoked" or "clean", when that was signed.
constexpr std::string_view kRevoked = "revoked";
constexpr std::string_view kClean = "clean";
constexpr std::size_t kLineBytesMax = 64 + 1 + kRevoked.size() + 1 + 20 + 1;
/// A transaction may change its mark more than once.
constexpr std::size_t kLinesPerEntry = 2;

struct Line {
  crypto::Sha256 key;
  Mark mark;
};

std::string write_line(const Line& line) {
  std::string text = to_hex(line.key);
  text.append(" ").append(line.mark.revoked ? kRevoked : kClean).append(" ");
  return text.append(std::to_string(line.mark.signed_ms)).append("\n");
}

std::optional<Line> read_line(std::string_view text) {
  const auto first = text.find(' ');
  const auto second = first == std::string_view::npos ? first : text.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  Line line;
  const auto key = from_hex(text.substr(0, first));
  if (!key || key->size() != line.key.size()) return std::nullopt;
  std::memcpy(line.key.data(), key->data(), key->size());
  const auto word = text.substr(first + 1, second - first - 1);
  if (word != kRevoked && word != kClean) return std::nullopt;
  line.mark.revoked = word == kRevoked;
  const auto digits = text.substr(second + 1);
  const auto* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, line.mark.signed_ms);
  return error == std::errc() && stopped == end ? std::optional(line) : std::nullopt;
}

/// Behind what is there; true once it lies on the disk.
bool append(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return false;
  bool good = true;
  while (good && !text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    good = written > 0 || errno == EINTR;
  }
  good = good && ::fdatasync(file) == 0;
  return ::close(file) == 0 && good;
}

class FileLedger final : public LocalLedger {
 public:
  FileLedger(std::string path, shard::WorkerPool& workers, ShardExecutor executor,
             LedgerEntries entries)
      : path_(std::move(path)),
        workers_(workers),
        executor_(executor),
        entries_(std::move(entries)) {}

  Task<Result<std::optional<Mark>>> find(crypto::Sha256 key, TimePoint /*deadline*/) override {
    co_return entries_.find(key);
  }

  Task<Result<bool>> note(crypto::Sha256 key, Mark mark, Whose whose,
                          TimePoint /*deadline*/) override {
    const bool news = entries_.is_news(key, mark, whose);
    if (!news && !unwritten_.contains(key)) co_return false;
    if (!entries_.has_room_for(key)) co_return Error{Errc::overloaded, "the ledger is full"};
    // It holds at once, and is tried again with the next evidence if the disk does not take it.
    if (news) entries_.put(key, mark);
    unwritten_.insert(key);
    auto work = [path = path_, text = write_line({key, *entries_.find(key)})] {
      return append(path, text);
    };
    const auto written = co_await shard::offload(workers_, executor_, std::move(work));
    if (written && *written) {
      unwritten_.erase(key);
      co_return true;
    }
    // Again, because somebody else's write may have taken it out meanwhile.
    unwritten_.insert(key);
    if (!written) co_return written.error();
    co_return Error{Errc::unavailable, "the ledger's file cannot be written"};
  }

  [[nodiscard]] std::vector<Entry> entries_after(const std::optional<crypto::Sha256>& key,
                                                 std::size_t count) const override {
    return entries_.after(key, count);
  }

 private:
  std::string path_;
  shard::WorkerPool& workers_;
  ShardExecutor executor_;
  LedgerEntries entries_;
  std::set<crypto::Sha256> unwritten_;
};

}  // namespace

Result<std::unique_ptr<LocalLedger>> open_file_ledger(std::string path, shard::WorkerPool& workers,
                                                      ShardExecutor executor,
                                                      std::size_t entries_max) {
  // Whether it can be written is known now, not at the first refund.
  if (!append(path, "")) return Error{Errc::unavailable, "the ledger's file cannot be written"};
  const auto text = read_file(path, entries_max * kLinesPerEntry * kLineBytesMax);
  if (!text) return text.error();
  // A crash in the middle of a line: the next one begins on its own.
  if (!text->empty() && text->back() != '\n' && !append(path, "\n"))
    return Error{Errc::unavailable, "the ledger's file cannot be written"};
  LedgerEntries entries(entries_max);
  for (std::string_view rest = *text; !rest.empty();) {
    const auto length = std::min(rest.find('\n'), rest.size());
    const auto line = read_line(rest.substr(0, length));
    rest.remove_prefix(std::min(rest.size(), length + 1));
    if (!line || !entries.is_news(line->key, line->mark, Ledger::Whose::any)) continue;
    if (!entries.has_room_for(line->key)) return Error{Errc::too_large, "the ledger is full"};
    entries.put(line->key, line->mark);
  }
  std::unique_ptr<LocalLedger> ledger =
      std::make_unique<FileLedger>(std::move(path), workers, executor, std::move(entries));
  return ledger;
}

}  // namespace spotter::purchase::apple
