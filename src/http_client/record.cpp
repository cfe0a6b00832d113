#include "http_client/record.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace spotter::http_client {
namespace {

using Read = ResponseRecord::Read;

constexpr std::string_view kStars = "***";
/// Shorter values are no keys, and hiding them would spoil the text.
constexpr std::size_t kSecretBytesMin = 4;
/// More reads than that are told as one.
constexpr std::size_t kReadsMax = 100'000;

bool carries_key(std::string_view header) {
  constexpr std::array<std::string_view, 5> kWords{"auth", "key", "token", "secret", "cookie"};
  const std::string name = to_lower_ascii(header);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

bool is_told(std::string_view header) {
  constexpr std::array<std::string_view, 3> kBeginnings{"retry-after", "x-ratelimit",
                                                        "anthropic-ratelimit"};
  const std::string name = to_lower_ascii(header);
  return name == "content-type" || name == "x-should-retry" ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](std::string_view beginning) { return name.starts_with(beginning); });
}

void add_secret(std::vector<Secret>& secrets, std::string_view text) {
  if (text.size() < kSecretBytesMin) return;
  secrets.emplace_back(std::string(text));
  if (text.find('/') == std::string_view::npos) return;
  std::string escaped;
  for (const char c : text) {
    if (c == '/') escaped += '\\';
    escaped += c;
  }
  secrets.emplace_back(std::move(escaped));
}

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Where secrets stand; of two that overlap the first, of two at one place the longer.
std::vector<Span> find_secrets(std::string_view text, const std::vector<Secret>& secrets) {
  std::vector<Span> all;
  for (const Secret& secret : secrets) {
    const std::string& word = secret.reveal();
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
      all.push_back({at, at + word.size()});
  }
  std::sort(all.begin(), all.end(), [](const Span& a, const Span& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<Span> apart;
  for (const Span& span : all) {
    if (!apart.empty() && span.begin < apart.back().end) {
      // Of overlapping ones nothing may be left over.
      apart.back().end = std::max(apart.back().end, span.end);
    } else {
      apart.push_back(span);
    }
  }
  return apart;
}

std::string without(std::string_view text, const std::vector<Span>& spans) {
  std::string result;
  std::size_t at = 0;
  for (const Span& span : spans) {
    result.append(text.substr(at, span.begin - at)).append(kStars);
    at = span.end;
  }
  return result.append(text.substr(at));
}

/// What the reads bring once each of the spans is `***`: that comes with the read in which the span
/// begins.
void shift_reads(std::vector<Read>& reads, const std::vector<Span>& spans) {
  std::size_t before = 0;  // bytes of the reads before, as they came
  std::size_t told = 0;    // the same, as they are told
  std::size_t dropped = 0;
  std::size_t added = 0;
  auto span = spans.begin();
  for (Read& read : reads) {
    const std::size_t end = before + read.bytes;
    while (span != spans.end() && span->begin < end) {
      added += kStars.size();
      if (span->end > end) break;
      dropped += span->end - span->begin;
      ++span;
    }
    // One that reaches into the next read: its stars are told now, its bytes are gone from here on.
    const bool reaches_over = span != spans.end() && span->begin < end;
    const std::size_t hidden = reaches_over ? end - span->begin : 0;
    const std::size_t now_told = end - dropped - hidden + added;
    read.bytes = static_cast<std::uint32_t>(now_told - told);
    told = now_told;
    before = end;
    if (reaches_over) added -= kStars.size();  // counted again where it ends
  }
}

std::string_view name_of(ResponseRecord::End end) {
  switch (end) {
    case ResponseRecord::End::clean:
      return "clean";
    case ResponseRecord::End::reset:
      return "reset";
    case ResponseRecord::End::idle:
      return "idle";
  }
  return "clean";
}

}  // namespace

void BodyRecorder::on_bytes(std::string_view bytes, TimePoint now) {
  const std::string_view taken = bytes.substr(0, bytes_max_ - body_.size());
  cut_ = cut_ || taken.size() < bytes.size();
  if (taken.empty()) return;
  body_ += taken;
  if (reads_.size() >= kReadsMax) {
    reads_.back().bytes += static_cast<std::uint32_t>(taken.size());
    return;
  }
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_).count();
  reads_.push_back({static_cast<std::uint32_t>(passed), static_cast<std::uint32_t>(taken.size())});
}

void BodyRecorder::finish(ResponseRecord& record, std::size_t secret_bytes_max) {
  if (cut_) {
    std::size_t too_many = std::min(secret_bytes_max, body_.size());
    body_.resize(body_.size() - too_many);
    while (too_many > 0) {
      const auto less = std::min<std::size_t>(too_many, reads_.back().bytes);
      reads_.back().bytes -= static_cast<std::uint32_t>(less);
      too_many -= less;
      if (reads_.back().bytes == 0) reads_.pop_back();
    }
    record.end = ResponseRecord::End::reset;
  }
  record.body = std::move(body_);
  record.reads = std::move(reads_);
}

std::vector<Secret> secrets_of(const Request& request) {
  std::vector<Secret> secrets;
  for (const auto& [name, value] : request.headers) {
    if (!carries_key(name)) continue;
    const std::string_view whole = trimmed(value);
    add_secret(secrets, whole);
    const auto space = whole.find(' ');
    if (space != std::string_view::npos) add_secret(secrets, trimmed(whole.substr(space)));
  }
  return secrets;
}

void hide(ResponseRecord& record, const std::vector<Secret>& secrets) {
  for (auto& [name, value] : record.headers)
    value = without(value, find_secrets(value, secrets));
  const auto spans = find_secrets(record.body, secrets);
  if (spans.empty()) return;
  shift_reads(record.reads, spans);
  record.body = without(record.body, spans);
}

std::string write_record(const ResponseRecord& record) {
  std::string text = "# recorded ";
  text.append(rfc3339(record.began)).append(" from ").append(record.host);
  text.append("\nstatus ").append(std::to_string(record.status)).append("\n");
  for (const auto& [name, value] : record.headers) {
    if (!is_told(name)) continue;
    text.append("header ").append(to_lower_ascii(name)).append(": ").append(value).append("\n");
  }
  text.append("end ").append(name_of(record.end)).append("\n== timing\n");
  for (const Read& read : record.reads) {
    text.append(std::to_string(read.at_ms)).append(" ");
    text.append(std::to_string(read.bytes)).append("\n");
  }
  return text.append("== body\n").append(record.body);
}

std::string name_of_record(const ResponseRecord& record) {
  std::string name = record.host;
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '.' || c == '-');
      },
      '_');
  return name.append("-").append(utc_text(record.began, "%Y%m%dT%H%M%SZ"));
}

}  // namespace spotter::http_client
