#include "support/llm_transcript.hpp"

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

/// Directives and a body.
LlmTranscript parse_response(const std::filesystem::path& file, std::string_view text) {
  const auto body_at = text.find(kBodyMark);
  if (body_at == std::string_view::npos) throw std::runtime_error(file.string() + " has no body");
  LlmTranscript transcript;
  BodyForm form;
  for (const auto& line : lines_of(text.substr(0, body_at)))
    read_directive(line, transcript, form);
  if (transcript.headers.empty()) transcript.headers = {{"content-type", "text/event-stream"}};
  std::string_view body = text.substr(body_at + kBodyMark.size());
  if (!form.final_newline && body.ends_with('\n')) body.remove_suffix(1);
  transcript.body = (form.bom ? "\xEF\xBB\xBF" : "") + with_line_ends(body, form.line_end);
  return transcript;
}

LlmTranscript parse(const std::filesystem::path& file) {
  const std::string text = content_of(file);
  const auto events_at = text.find(kEventsMark);
  if (events_at == std::string::npos) throw std::runtime_error(file.string() + " has no events");
  std::string_view rest = std::string_view(text).substr(0, events_at);
  const auto next_response = [&] {
    const auto end = std::min(rest.find(kThenMark), rest.size());
    const auto response = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + kThenMark.size()));
    return parse_response(file, response);
  };
  LlmTranscript transcript = next_response();
  while (!rest.empty())
    transcript.then.push_back(next_response());
  transcript.name = file.stem();
  transcript.events = lines_of(std::string_view(text).substr(events_at + kEventsMark.size()));
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
       std::filesystem::directory_iterator(std::filesystem::path(SPOTTER_TEST_DATA) / folder)) {
    if (entry.path().extension() == ".txt") transcripts.push_back(parse(entry.path()));
  }
  std::sort(transcripts.begin(), transcripts.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return transcripts;
}

std::vector<std::string> canonical(const std::vector<llm::Event>& events) {
  return Writer().write(events);
}

}  // namespace spotter::testing
