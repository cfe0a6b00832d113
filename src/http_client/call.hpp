#pragma once

#include "http_client/core.hpp"
#include "http_client/options.hpp"
#include "http_client/record.hpp"
#include "http_client/response_head.hpp"
#include "http_client/target.hpp"

#include <spotter/http_client/http_client.hpp>

#include <optional>
#include <string>

namespace spotter::http_client {

/// An exchange: waits for its host's addresses (and on clear-text HTTP/2 for its role), then is a
/// transfer of the loop, then remembers how that ended.
class Call final : public Exchange,
                   private Transfer,
                   private Resolver::Waiter,
                   private ClearHttp2::Entrant {
 public:
  Call(Core& core, Request request, shard::Signal& progress);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() override;

  /// Looks up or connects. Once.
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
  static int on_connected(void* self, char* peer, char* local, int peer_port,
                          int local_port) noexcept;
  static curl_socket_t on_new_socket(void* self, curlsocktype purpose,
                                     curl_sockaddr* address) noexcept;
  static int on_remark(CURL* easy, curl_infotype kind, char* text, std::size_t size,
                       void* self) noexcept;
  static std::size_t on_header(char* data, std::size_t one, std::size_t size, void* self) noexcept;
  static std::size_t on_body(char* data, std::size_t one, std::size_t size, void* self) noexcept;

  void wait_at_most_for_connecting();
  void end_waiting() noexcept;
  void on_addresses(const Result<Addresses>& found) override;
  void connect(const Addresses& addresses);
  void enter(Role role) override;
  bool may_send() noexcept;
  void was_refused() noexcept;
  void join_connection(int local_port);
  void count_arrived(std::size_t bytes);
  bool take_header(std::string_view line);
  std::size_t take_bytes(std::string_view bytes);
  void on_end(CURLcode code) override;
  [[nodiscard]] Error why_it_failed(CURLcode code);
  void end_recording(ResponseRecord::End end);
  void finish(std::optional<Error> error);
  void leave_loop() noexcept;
  void leave_connection() noexcept;
  void give_up_lead() noexcept;

  Core& core_;
  Request request_;
  shard::Signal& progress_;
  Target target_;
  const Proxy* proxy_ = nullptr;  ///< of the client; null: none
  std::string origin_;            ///< for ClearHttp2
  Addresses addresses_;
  TimePoint connected_by_;
  /// As long as the call is not in curl's hands, which has its own time-out. The timer's handler
  /// may be on its way when the waiting, or the call, is over already; it knows by the token.
  std::optional<Timer> wait_timer_;
  std::shared_ptr<const bool> waiting_;
  bool leads_ = false;           ///< others wait for this call's connection
  bool needs_a_leader_ = false;  ///< a follower that found no connection

  Easy easy_;  ///< as long as it is in the loop
  OptionLists lists_;
  int local_port_ = 0;  ///< of its connection, once it has one
  int sendings_ = 0;    ///< how often the request went out, but for those refused unread

  ResponseHead head_;
  std::optional<BodyRecorder> recorder_;  ///< until the end; none: nothing is written down
  WallTime began_;                        ///< of the recording
  TimePoint arrived_at_;                  ///< of the first byte in unread_
  std::string unread_;
  bool shared_ = false;      ///< over HTTP/2
  std::size_t arrived_ = 0;  ///< bytes since it last asked for a nudge
  bool paused_ = false;
  bool sent_ = false;  ///< some of the request may have reached the peer
  bool done_ = false;
  std::optional<Error> error_;  ///< set by callbacks before the end
};

}  // namespace spotter::http_client
