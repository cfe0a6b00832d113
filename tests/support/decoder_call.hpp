#pragma once

#include "support/llm_player.hpp"
#include "support/llm_transcript.hpp"

#include <spotter/llm/http/decoder.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::testing {

inline const std::vector<std::string> kTimeout{"failed timeout retryable=true visible=false"};
inline const std::vector<std::string> kTimeoutVisible{"failed timeout retryable=true visible=true"};

/// A base of what has a `decoder`: feeds it by hand, in calls that can be chained.
template <class Call>
class DecoderCall {
 public:
  /// `type`: that of a stream or, with an error, of JSON, unless told otherwise.
  Call& head(int status = 200, TimePoint now = kPlayStart, std::string_view type = {}) {
    llm::http::ResponseHead head;
    head.status = status;
    head.content_type = !type.empty() ? type : status == 200 ? kStream : "application/json";
    self().decoder.on_head(head, now);
    return self();
  }
  Call& bytes(std::string_view text, TimePoint now = kPlayStart) {
    self().decoder.on_bytes(text, now);
    return self();
  }
  std::vector<std::string> events() {
    std::vector<llm::Event> all;
    while (auto event = self().decoder.try_next())
      all.push_back(std::move(*event));
    return canonical(all);
  }
  /// What comes when the time is `now`; nothing as long as the answer goes on.
  std::vector<std::string> tick(TimePoint now) {
    self().decoder.on_tick(now);
    return events();
  }

  static constexpr std::string_view kStream = "text/event-stream";

 private:
  Call& self() { return static_cast<Call&>(*this); }
};

}  // namespace spotter::testing
