#pragma once

#include "http_client/connection.hpp"
#include "http_client/core.hpp"
#include "http_client/options.hpp"
#include "http_client/record.hpp"
#include "http_client/response_head.hpp"
#include "http_client/target.hpp"

#include <spotter/http_client/http_client.hpp>

#include <optional>
#include <string>

namespace spotter::http_client {

/// An exchange: waits for its host's addresses, then for a connection, then takes the response,
/// then remembers how that ended.
class Call final : public Exchange, private Resolver::Waiter, private Requester {
 public:
  Call(Core& core, Request request, shard::Signal& progress);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() override;

  /// Looks up, or asks for a connection. Once.
  void begin();

  [[nodiscard]] bool has_headers() const noexcept override { return head_.complete(); }
  [[nodiscard]] int status() const noexcept override { return head_.status(); }
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept override;
  using Exchange::take_body;
  void take_body(std::string& bytes) override;
  [[nodiscard]] TimePoint arrived_at() const noexcept override { return arrived_at_; }
  [[nodiscard]] bool done() const noexcept override { return done_; }
  [[nodiscard]] const Error* error() const noexcept override {
    return done_ && error_ ? &*error_ : nullptr;
  }
  [[nodiscard]] bool unprocessed() const noexcept override { return done_ && error_ && !sent_; }
  void cancel() noexcept override;

 private:
  void wait_at_most_for_connecting();
  void end_waiting() noexcept;
  void on_addresses(const Result<Addresses>& found) override;
  void ask_for_connection();
  [[nodiscard]] const Request& request() const noexcept override { return request_; }
  [[nodiscard]] Connecting connecting() const override;
  void on_sent(bool kept) override;
  bool on_head_line(std::string_view line) override;
  bool on_body(std::string_view bytes) override;
  [[nodiscard]] bool is_full() const noexcept override;
  void on_end(Outcome outcome) override;
  void on_no_connection(const Error& why) override;
  bool may_be_sent_again(Outcome outcome) noexcept;
  void end_recording(ResponseRecord::End end);
  void finish(std::optional<Error> error);

  Core& core_;
  Request request_;
  shard::Signal& progress_;
  Target target_;
  const Proxy* proxy_ = nullptr;  ///< of the client; null: none
  Addresses addresses_;
  TimePoint connected_by_;
  /// As long as the call has no connection. The timer's handler may be on its way when the waiting,
  /// or the call, is over already; it knows by the token.
  std::optional<Timer> wait_timer_;
  std::shared_ptr<const bool> waiting_;
  int sendings_ = 0;   ///< how often the request went out, but for those refused unread
  int refusals_ = 0;   ///< how often it was refused unread
  bool kept_ = false;  ///< the last time it was sent on a connection that had served before

  ResponseHead head_;
  bool head_begun_ = false;
  std::optional<BodyRecorder> recorder_;  ///< until the end; none: nothing is written down
  WallTime began_;                        ///< of the recording
  TimePoint arrived_at_;                  ///< of the first byte in unread_
  std::string unread_;
  bool sent_ = false;  ///< some of the request may have been processed by the peer
  bool done_ = false;
  std::optional<Error> error_;  ///< set before the end by what ends it
};

}  // namespace spotter::http_client
