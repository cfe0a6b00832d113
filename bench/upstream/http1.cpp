// HTTP/1.1: one answer at a time, chunked, then the connection waits for the next request.
#include "net/clock.hpp"
#include "upstream/connection.hpp"

#include <strings.h>

namespace bench {
namespace {

constexpr std::string_view kResponse =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::string_view kLastChunk = "0\r\n\r\n";
constexpr std::size_t kRequestBytesMax = 1 << 20;

/// The value of a header, without spaces before it; empty when there is none.
std::string_view header(std::string_view head, std::string_view name) {
  for (auto line_end = head.find("\r\n"); line_end != std::string_view::npos;
       line_end = head.find("\r\n")) {
    head.remove_prefix(line_end + 2);
    if (head.size() > name.size() && head[name.size()] == ':' &&
        strncasecmp(head.data(), name.data(), name.size()) == 0) {
      auto value = head.substr(name.size() + 1, head.find("\r\n") - name.size() - 1);
      while (value.starts_with(' '))
        value.remove_prefix(1);
      return value;
    }
  }
  return {};
}

void append_chunk(std::string& out, std::string_view bytes) {
  char digits[17];
  const auto end = std::to_chars(digits, digits + sizeof digits, bytes.size(), 16).ptr;
  out.append(digits, end).append("\r\n").append(bytes).append("\r\n");
}

class Http1 final : public Protocol, public Giving {
 public:
  Http1(World& world, Wire& wire) : world_(world), wire_(wire) {}
  ~Http1() override {
    if (answering_) world_.schedule.remove(this);
  }

  bool on_bytes(std::string_view bytes) override {
    in_.append(bytes);
    const auto head_end = in_.find("\r\n\r\n");
    if (head_end == std::string::npos) return in_.size() < kRequestBytesMax;
    const std::string_view head(in_.data(), head_end + 2);
    std::size_t length = 0;
    const auto said = header(head, "content-length");
    std::from_chars(said.data(), said.data() + said.size(), length);
    if (in_.size() < head_end + 4 + length) return in_.size() < kRequestBytesMax;
    if (answering_) return false;  // nobody pipelines
    const auto now = now_ns();
    ++world_.requests;
    answer = {shape_of(std::string_view(in_).substr(head_end + 4), world_.shape), now, 0};
    in_.clear();
    answering_ = true;
    world_.schedule.add(this, now, world_.wait_of(answer.shape));
    out_.assign(kResponse);
    std::string role;
    append_role(role);
    append_chunk(out_, role);
    return wire_.send(out_);
  }

  void give(std::string_view events, bool is_last) override {
    out_.clear();
    append_chunk(out_, events);
    if (is_last) {
      out_ += kLastChunk;
      answering_ = false;
    }
    wire_.send(out_);  // a broken socket is seen by its next event
  }

  bool flush() override { return true; }
  bool on_writable() override { return wire_.go_on(); }

 private:
  World& world_;
  Wire& wire_;
  std::string in_;
  std::string out_;
  bool answering_ = false;
};

}  // namespace

std::unique_ptr<Protocol> make_http1(World& world, Wire& wire) {
  return std::make_unique<Http1>(world, wire);
}

}  // namespace bench
