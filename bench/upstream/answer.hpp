// What the scripted upstream says: OpenAI's chat completion chunks.
#pragma once

#include "net/answer_text.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

/// How long an answer is and how fast it comes.
struct Shape {
  std::int64_t deltas = 250;
  std::int64_t delta_bytes = 20;
  std::int64_t period_ns = 20'000'000;
};

/// That of a request whose model is called "stamped:DELTAS:BYTES:PERIOD_US", else `otherwise`.
inline Shape shape_of(std::string_view body, const Shape& otherwise) {
  constexpr std::string_view kModel = "\"stamped:";
  const auto found = body.find(kModel);
  if (found == std::string_view::npos) return otherwise;
  Shape shape;
  const char* at = body.data() + found + kModel.size();
  const char* const end = body.data() + body.size();
  for (auto* const value : {&shape.deltas, &shape.delta_bytes, &shape.period_ns}) {
    const auto read = std::from_chars(at, end, *value);
    if (read.ec != std::errc() || read.ptr == end || *value < 1) return otherwise;
    at = read.ptr + 1;
  }
  shape.period_ns *= 1000;
  if (shape.delta_bytes < static_cast<std::int64_t>(kDeltaBytesMin)) return otherwise;
  return shape;
}

/// One answer while it is given.
struct Answer {
  Shape shape;
  std::int64_t arrived_ns = 0;
  std::int64_t next = 0;  ///< number of the next delta
};

namespace chunk {
constexpr std::string_view kHead =
    R"(data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk",)"
    R"("created":1763800000,"model":"bench","system_fingerprint":"fp_44709d6fcb",)";
constexpr std::string_view kRole =
    R"("choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},)"
    R"("logprobs":null,"finish_reason":null}]})";
constexpr std::string_view kDelta = R"("choices":[{"index":0,"delta":{"content":")";
constexpr std::string_view kDeltaEnd = R"("},"logprobs":null,"finish_reason":null}]})";
constexpr std::string_view kStop =
    R"("choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]})";
constexpr std::string_view kEventEnd = "\n\n";
constexpr std::string_view kDone = "data: [DONE]\n\n";
}  // namespace chunk

/// The event before the first delta.
inline void append_role(std::string& out) {
  out.append(chunk::kHead).append(chunk::kRole).append(chunk::kEventEnd);
}

/// The event of the next delta, and after the last the end of the stream; true: that was the last.
inline bool append_next(std::string& out, Answer& answer, std::int64_t now) {
  out.append(chunk::kHead).append(chunk::kDelta);
  append_delta(out, answer.next, static_cast<std::size_t>(answer.shape.delta_bytes),
               answer.arrived_ns, now);
  out.append(chunk::kDeltaEnd).append(chunk::kEventEnd);
  if (++answer.next < answer.shape.deltas) return false;
  out.append(chunk::kHead).append(chunk::kStop).append(chunk::kEventEnd).append(chunk::kDone);
  return true;
}

}  // namespace bench
