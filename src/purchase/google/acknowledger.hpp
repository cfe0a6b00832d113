#pragma once

#include "purchase/google/access_tokens.hpp"
#include "purchase/google/acknowledgements.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/purchase/google/services.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/http/store_api.hpp>

namespace spotter::purchase::google {

/// Acknowledges purchases behind the back of requests, one after the other: Google refunds what
/// nobody acknowledged within three days. Normally the app does; this is the net below it. Lives on
/// the shard of the stores.
class Acknowledger {
 public:
  /// `tokens` and `settings` outlive this.
  Acknowledger(const Services& services, AccessTokens& tokens, const Settings& settings);

  void add(Unacknowledged purchase);
  [[nodiscard]] http::StoreApi::Standing standing() const { return api_.standing(); }
  /// What is under way ends soon. What waits is dropped: it comes again with the purchase's next
  /// request.
  void cancel() noexcept;
  /// cancel(), and waits.
  Task<void> stop();

 private:
  enum class Result { done, again };
  Task<void> run();
  Task<Result> try_once(const Unacknowledged& purchase);
  Task<Result> acknowledge(const Unacknowledged& purchase);
  http::Judgement judge(const http::Response& response);

  Services services_;
  AccessTokens& tokens_;
  const Settings& settings_;
  /// Apart from that of the questions: their calls shall not rest because these fail.
  http::StoreApi api_;
  codec::JsonParser parser_;
  Acknowledgements list_;
  shard::TaskGroup tasks_;
  shard::Signal wake_;
  bool running_ = false;
  bool stopping_ = false;
};

}  // namespace spotter::purchase::google
