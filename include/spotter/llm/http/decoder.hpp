#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/llm/http/response_head.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace spotter::llm::http {

/// As deep as what a server sends may be nested.
inline constexpr std::size_t kDepthMax = 128;

/// What the answers of one provider parse with, one after the other, during calls only.
struct Parsers {
  codec::JsonParser payloads{kDepthMax};
  codec::JsonParser arguments{kDepthMax};  ///< of tools, while a payload is still being read
};

/// One answer, over one HTTP call or several, one after the other: what the calls bring goes in,
/// events come out. A machine: no socket, no clock.
///
/// Whenever wants_call() holds, begin_call() gives the call to be made, and what that call brings
/// follows: on_head, on_bytes..., on_end. on_tick and cancel at any time.
class Decoder {
 public:
  virtual ~Decoder() = default;

  [[nodiscard]] virtual bool wants_call() const noexcept = 0;
  /// Nothing: it cannot be made, and the answer is over.
  virtual std::optional<http_client::Request> begin_call(TimePoint now) = 0;

  virtual void on_head(const ResponseHead& head, TimePoint now) = 0;
  virtual void on_bytes(std::string_view bytes, TimePoint now) = 0;
  /// The call is over; nullptr: in an orderly manner.
  virtual void on_end(const Error* error, TimePoint now) = 0;
  virtual void on_tick(TimePoint now) = 0;
  virtual void cancel() = 0;

  /// When on_tick should be called; TimePoint::max() once the answer is over.
  [[nodiscard]] virtual TimePoint next_deadline() const noexcept = 0;
  virtual std::optional<Event> try_next() = 0;
  /// The terminal event was made: nothing more is wanted from the upstream.
  [[nodiscard]] virtual bool over() const noexcept = 0;
};

}  // namespace spotter::llm::http
