#include <spotter/codec/sse.hpp>

#include <algorithm>

namespace spotter::codec {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
/// Field names that matter are shorter, so of a longer one this much is enough to tell.
constexpr std::size_t kFieldBytesKept = 8;
/// Event names that anybody compares are shorter.
constexpr std::size_t kNameBytesKept = 256;
/// A buffer that an unusually large event made is not kept for the next one.
constexpr std::size_t kDataBytesKept = std::size_t{256} * 1024;

constexpr bool ends_line(char c) noexcept {
  return c == '\n' || c == '\r';
}

/// Where the line ends; without an end, the end of the bytes.
std::size_t line_end(std::string_view bytes) noexcept {
  // Both ends are looked for in large steps, and in one block after the other, so that many lines
  // that end with CR do not make it look at all that follows for each.
  constexpr std::size_t kBlockBytes = 512;
  for (std::size_t at = 0; at < bytes.size(); at += kBlockBytes) {
    std::string_view block = bytes.substr(at, kBlockBytes);
    block = block.substr(0, block.find('\n'));
    block = block.substr(0, block.find('\r'));
    if (at + block.size() < bytes.size() && block.size() < kBlockBytes) return at + block.size();
  }
  return bytes.size();
}

/// Takes the bytes before the end of the line off the front.
std::string_view take_rest_of_line(std::string_view& bytes) noexcept {
  const std::string_view rest = bytes.substr(0, line_end(bytes));
  bytes.remove_prefix(rest.size());
  return rest;
}

void append_up_to(std::string& text, std::string_view more, std::size_t bytes_max) {
  if (text.size() < bytes_max) text.append(more, 0, bytes_max - text.size());
}

}  // namespace

SseDecoder::Step SseDecoder::step(std::string_view& bytes) {
  if (over_limit_) return Step::over_limit;
  std::string_view allowed = bytes.substr(0, limits_.stream_bytes_max - stream_bytes_);
  const std::size_t size = allowed.size();
  const Step result = take(allowed);
  const std::size_t taken = size - allowed.size();
  stream_bytes_ += taken;
  bytes.remove_prefix(taken);
  over_limit_ = result == Step::over_limit || (result == Step::need_more && !bytes.empty());
  return over_limit_ ? Step::over_limit : result;
}

SseDecoder::Step SseDecoder::finish() {
  if (over_limit_) return Step::over_limit;
  if (dispatched_) begin_event();
  if (state_ == State::field) begin_value();
  state_ = State::line_start;
  return dispatch() ? Step::event : Step::need_more;
}

SseDecoder::Step SseDecoder::take(std::string_view& bytes) {
  if (dispatched_) begin_event();
  while (!bytes.empty()) {
    if (skip_lf_) {
      skip_lf_ = false;
      if (bytes.front() == '\n') {
        bytes.remove_prefix(1);
        continue;
      }
    }
    switch (state_) {
      case State::bom:
        take_bom(bytes);
        break;
      case State::line_start:
        if (take_line_start(bytes)) return Step::event;
        break;
      case State::field:
        take_field(bytes);
        break;
      case State::data:
      case State::event_name:
      case State::ignored:
      case State::raw:
        if (!take_value(bytes)) return Step::over_limit;
        break;
    }
  }
  return Step::need_more;
}

void SseDecoder::take_bom(std::string_view& bytes) {
  if (bytes.front() == kBom[bom_bytes_]) {
    bytes.remove_prefix(1);
    if (++bom_bytes_ == kBom.size()) state_ = State::line_start;
    return;
  }
  // What looked like a BOM is the beginning of a field name.
  field_ = kBom.substr(0, bom_bytes_);
  state_ = bom_bytes_ > 0 ? State::field : State::line_start;
}

/// True: an event is complete.
bool SseDecoder::take_line_start(std::string_view& bytes) {
  const char c = bytes.front();
  if (ends_line(c)) {
    end_line(bytes);
    return dispatch();
  }
  if (raw_) {
    data_ += '\n';
    state_ = State::raw;
  } else if (c == '{' || c == '[') {
    // What stood before it is an event of its own.
    if (!data_.empty()) return dispatch();
    raw_ = true;
    state_ = State::raw;
  } else if (c == ':') {
    state_ = State::ignored;
  } else {
    field_.clear();
    state_ = State::field;
  }
  return false;
}

void SseDecoder::take_field(std::string_view& bytes) {
  const auto* const end =
      std::find_if(bytes.begin(), bytes.end(), [](char c) { return c == ':' || ends_line(c); });
  const auto length = static_cast<std::size_t>(end - bytes.begin());
  append_up_to(field_, bytes.substr(0, length), kFieldBytesKept);
  bytes.remove_prefix(length);
  if (bytes.empty()) return;
  begin_value();
  if (bytes.front() != ':') return;
  bytes.remove_prefix(1);
  skip_space_ = true;
}

void SseDecoder::begin_value() {
  skip_space_ = false;
  if (field_ == "data") {
    if (has_data_) data_ += '\n';
    has_data_ = true;
    state_ = State::data;
  } else if (field_ == "event") {
    name_.clear();
    state_ = State::event_name;
  } else {
    state_ = State::ignored;
  }
}

/// False: the event is over its limit.
bool SseDecoder::take_value(std::string_view& bytes) {
  if (skip_space_) {
    skip_space_ = false;
    if (bytes.front() == ' ') {
      bytes.remove_prefix(1);
      return true;
    }
  }
  const std::string_view value = take_rest_of_line(bytes);
  if (state_ == State::data || state_ == State::raw) {
    if (data_.size() + value.size() > limits_.event_bytes_max) return false;
    data_ += value;
  } else if (state_ == State::event_name) {
    append_up_to(name_, value, kNameBytesKept);
  }
  if (!bytes.empty()) end_line(bytes);
  return true;
}

void SseDecoder::end_line(std::string_view& bytes) {
  skip_lf_ = bytes.front() == '\r';
  bytes.remove_prefix(1);
  state_ = State::line_start;
}

/// Shows the event, if it has data; else drops it with its name. True: there is one.
bool SseDecoder::dispatch() {
  if (data_.empty()) {
    begin_event();
    return false;
  }
  event_ = SseEvent{name_, data_, raw_};
  dispatched_ = true;
  return true;
}

void SseDecoder::begin_event() {
  name_.clear();
  if (data_.capacity() > kDataBytesKept) std::string().swap(data_);
  data_.clear();
  has_data_ = false;
  raw_ = false;
  dispatched_ = false;
  event_ = {};
}

}  // namespace spotter::codec
