#include "support/llm_transcript.hpp"

#include "support/source_tree.hpp"

#include <spotter/codec/json_writer.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <variant>

namespace spotter::testing {
namespace {

constexpr std::string_view kBodyMark = "== body\n";
constexpr std::string_view kTimingMark = "== timing\n";
constexpr std::string_view kThenMark = "== then\n";
constexpr std::string_view kEventsMark = "== events\n";

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return text.str();
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return lines;
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += line_end;
    } else {
      result += c;
    }
  }
  return result;
}

LlmTranscript::End end_of(std::string_view word) {
  if (word == "clean") return LlmTranscript::End::clean;
  if (word == "reset") return LlmTranscript::End::reset;
  if (word == "idle") return LlmTranscript::End::idle;
  if (word == "unreachable") return LlmTranscript::End::unreachable;
  throw std::runtime_error("unknown end: " + std::string(word));
}

struct BodyForm {
  std::string line_end = "\n";
  bool bom = false;
  bool final_newline = true;
};

void read_directive(std::string_view line, LlmTranscript& transcript, BodyForm& form) {
  const auto space = std::min(line.find(' '), line.size());
  const auto word = line.substr(0, space);
  const auto rest = line.substr(std::min(line.size(), space + 1));
  if (word == "#") {
    transcript.title = rest;
  } else if (word == "status") {
    transcript.status = std::stoi(std::string(rest));
  } else if (word == "header") {
    const auto colon = rest.find(": ");
    transcript.headers.emplace_back(rest.substr(0, colon), rest.substr(colon + 2));
  } else if (word == "line-ends") {
    form.line_end = rest == "crlf" ? "\r\n" : rest == "cr" ? "\r" : "\n";
  } else if (word == "bom") {
    form.bom = true;
  } else if (word == "no-final-newline") {
    form.final_newline = false;
  } else if (word == "end") {
    transcript.end = end_of(rest);
  } else {
    throw std::runtime_error("unknown directive: " + std::string(line));
  }
}

/// The lines of a timing section.
std::vector<LlmTranscript::Read> read_timing(std::string_view text) {
  std::vector<LlmTranscript::Read> reads;
  for (const auto& line : lines_of(text)) {
    std::istringstream words(line);
    long long at_ms = 0;
    LlmTranscript::Read read;
    if (!(words >> at_ms >> read.bytes)) throw std::runtime_error("no read: " + line);
    read.at = std::chrono::milliseconds(at_ms);
    reads.push_back(read);
  }
  return reads;
}

/// A body that was recorded: as long as its reads, whatever it looks like.
std::string take_recorded(std::string_view& text, const std::vector<LlmTranscript::Read>& reads) {
  std::size_t bytes = 0;
  for (const auto& read : reads)
    bytes += read.bytes;
  if (bytes > text.size()) throw std::runtime_error("the body is shorter than its timing says");
  std::string body(text.substr(0, bytes));
  text.remove_prefix(bytes);
  if (text.starts_with('\n')) text.remove_prefix(1);
  return body;
}

std::string take_written(std::string_view& text, const BodyForm& form) {
  const auto end = std::min({text.find(kThenMark), text.find(kEventsMark), text.size()});
  std::string_view body = text.substr(0, end);
  text.remove_prefix(end);
  if (!form.final_newline && body.ends_with('\n')) body.remove_suffix(1);
  return (form.bom ? "\xEF\xBB\xBF" : "") + with_line_ends(body, form.line_end);
}

/// Directives and a body, off the front.
LlmTranscript take_response(const std::filesystem::path& file, std::string_view& text) {
  const auto body_at = text.find(kBodyMark);
  if (body_at == std::string_view::npos) throw std::runtime_error(file.string() + " has no body");
  const auto timing_at = std::min(text.find(kTimingMark), body_at);
  LlmTranscript transcript;
  BodyForm form;
  for (const auto& line : lines_of(text.substr(0, timing_at)))
    read_directive(line, transcript, form);
  if (transcript.headers.empty()) transcript.headers = {{"content-type", "text/event-stream"}};
  const bool recorded = timing_at < body_at;
  if (recorded) {
    const auto lines_at = timing_at + kTimingMark.size();
    transcript.reads = read_timing(text.substr(lines_at, body_at - lines_at));
  }
  text.remove_prefix(body_at + kBodyMark.size());
  transcript.body = recorded ? take_recorded(text, transcript.reads) : take_written(text, form);
  const bool says_events = text.starts_with(kEventsMark) || text.starts_with(kThenMark);
  if (!recorded && !says_events) throw std::runtime_error(file.string() + " has no events");
  return transcript;
}

LlmTranscript parse(const std::filesystem::path& file) {
  const std::string content = content_of(file);
  std::string_view text = content;
  LlmTranscript transcript = take_response(file, text);
  while (text.starts_with(kThenMark)) {
    text.remove_prefix(kThenMark.size());
    transcript.then.push_back(take_response(file, text));
  }
  transcript.name = file.stem();
  if (text.starts_with(kEventsMark)) {
    transcript.events = lines_of(text.substr(kEventsMark.size()));
  }
  return transcript;
}

std::string json_quoted(std::string_view text) {
  std::string result;
  codec::append_json_string(result, text);
  return result;
}

std::string truth(bool value) {
  return value ? "true" : "false";
}

/// Writes events down; fragments wait until something else comes.
class Writer {
 public:
  std::vector<std::string> write(const std::vector<llm::Event>& events) {
    for (const auto& event : events)
      std::visit(*this, event);
    flush();
    for (auto& [slot, at] : args_at_) {
      lines_[at] = "tool_args " + std::to_string(slot) + " " + json_quoted(args_[slot]);
    }
    return std::move(lines_);
  }

  void operator()(const llm::Answering& who) { line("answering " + std::string(who.provider)); }
  void operator()(const llm::Started&) { line("started"); }
  void operator()(const llm::Text& text) { fragment("text", text.fragment); }
  void operator()(const llm::Refusal& refusal) { fragment("refusal", refusal.fragment); }
  void operator()(const llm::Reasoning& reasoning) { fragment("reasoning", reasoning.fragment); }
  void operator()(const llm::ToolBegin& begin) {
    line("tool_begin " + std::to_string(begin.slot) + " " + begin.call_id);
  }
  void operator()(const llm::ToolArgs& args) {
    if (args_[args.slot].empty()) {
      line("tool_args");
      args_at_[args.slot] = lines_.size() - 1;
    }
    args_[args.slot] += args.fragment;
  }
  void operator()(const llm::ToolEnd& end) {
    line("tool_end " + std::to_string(end.slot) + " ok=" + truth(end.ok));
  }
  void operator()(const llm::Usage& usage) {
    line("usage in=" + std::to_string(usage.input) + " cached=" + std::to_string(usage.cached) +
         " cw=" + std::to_string(usage.cache_write) + " out=" + std::to_string(usage.output) +
         " rsn=" + std::to_string(usage.reasoning));
  }
  void operator()(const llm::Finished& finished) {
    line("finished " + std::string(llm::name_of(finished.reason)));
  }
  void operator()(const llm::Failed& failed) {
    std::string text = "failed " + std::string(llm::name_of(failed.cause)) +
                       " retryable=" + truth(llm::retryable(failed.cause)) +
                       " visible=" + truth(failed.visible);
    if (!failed.code.empty()) text += " code=" + failed.code;
    if (failed.retry_after)
      text += " retry_after_ms=" + std::to_string(failed.retry_after->count());
    if (failed.should_retry) text += " should_retry=" + truth(*failed.should_retry);
    line(std::move(text));
  }

 private:
  void fragment(std::string_view kind, const std::string& text) {
    if (kind != kind_) flush();
    kind_ = kind;
    joined_ += text;
  }
  void flush() {
    if (!kind_.empty()) lines_.push_back(kind_ + " " + json_quoted(joined_));
    kind_.clear();
    joined_.clear();
  }
  void line(std::string text) {
    flush();
    lines_.push_back(std::move(text));
  }

  std::vector<std::string> lines_;
  std::string kind_;  ///< of the fragments that wait
  std::string joined_;
  std::map<std::size_t, std::string> args_;
  std::map<std::size_t, std::size_t> args_at_;  ///< the line of a slot's arguments
};

}  // namespace

std::string LlmTranscript::header(const std::string& wanted) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return header.first == wanted; });
  return found == headers.end() ? std::string() : found->second;
}

std::vector<LlmTranscript> load_llm_transcripts(const std::string& folder) {
  std::vector<LlmTranscript> transcripts;
  for (const auto& entry :
       std::filesystem::directory_iterator(source_path("tests/data/" + folder))) {
    if (entry.path().extension() == ".txt") transcripts.push_back(parse(entry.path()));
  }
  std::sort(transcripts.begin(), transcripts.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return transcripts;
}

LlmTranscript load_llm_transcript(const std::string& path) {
  return parse(path);
}

std::vector<std::string> canonical(const std::vector<llm::Event>& events) {
  return Writer().write(events);
}

}  // namespace spotter::testing
