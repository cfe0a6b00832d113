#pragma once

#include "http_client/connection.hpp"
#include "http_client/wire.hpp"

#include <spotter/base/clock.hpp>

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <memory>
#include <nghttp2/nghttp2.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::http_client {

/// HTTP/2 (RFC 9113), by nghttp2: many requests share the connection, and one read brings what came
/// for all of them. Each stream has a window of its own, so that one that nobody takes from stops
/// without the others.
class Http2Connection final : public Connection, private Wire::User {
 public:
  /// As many as share a connection, whatever the peer allows.
  static constexpr std::size_t kStreamsMax = 100;

  struct Limits {
    std::size_t head_bytes_max;
    std::size_t unread_bytes_max;  ///< the window of a stream
  };
  /// `buffer`: for what is read, only while something is read.
  Http2Connection(std::unique_ptr<Wire> wire, Limits limits, std::span<char> buffer, Owner& owner);
  ~Http2Connection() override;

  [[nodiscard]] std::size_t room() const noexcept override;
  [[nodiscard]] std::size_t requests_max() const noexcept override { return streams_max_; }
  [[nodiscard]] bool is_settled() const noexcept override { return settled_ && streams_max_ > 0; }
  [[nodiscard]] bool is_idle() const noexcept override { return running_.empty(); }
  void on_taken(Requester& requester, std::size_t bytes) override;

 private:
  struct FreeSession {
    void operator()(nghttp2_session* session) const noexcept { nghttp2_session_del(session); }
  };
  struct Ended {
    Requester* requester;
    Requester::Outcome end;
  };

  void begin(Requester& requester) override;
  void stop(Requester& requester) noexcept override;
  void on_ready(bool readable, bool writable) override;

  static int on_header(nghttp2_session* session, const nghttp2_frame* frame,
                       const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                       std::size_t value_size, std::uint8_t flags, void* self);
  static int on_frame(nghttp2_session* session, const nghttp2_frame* frame, void* self);
  static int on_data(nghttp2_session* session, std::uint8_t flags, std::int32_t id,
                     const std::uint8_t* bytes, std::size_t size, void* self);
  static int on_stream_close(nghttp2_session* session, std::int32_t id, std::uint32_t code,
                             void* self);
  static ssize_t on_body_wanted(nghttp2_session* session, std::int32_t id, std::uint8_t* into,
                                std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                                void* self);

  void start_session();
  [[nodiscard]] Requester* requester_of(std::int32_t id) const noexcept;
  void on_line(std::int32_t id, std::string_view line);
  void on_settings();
  void give_up_stream(std::int32_t id);
  void take_off(Requester& requester, Requester::Outcome end);
  void read();
  void write();
  void write_and_tell();
  void fill();
  void tell_ended();
  void break_all(Requester::Outcome end);
  void close();

  std::unique_ptr<Wire> wire_;
  Limits limits_;
  std::span<char> buffer_;
  Owner& owner_;
  std::unique_ptr<nghttp2_session, FreeSession> session_;
  boost::intrusive::list<Requester> running_;
  std::vector<Ended> ended_;  ///< not yet told
  std::string line_;          ///< of a head
  std::string out_;           ///< frames
  std::size_t out_sent_ = 0;
  std::size_t streams_max_ = kStreamsMax;
  TimePoint arrived_at_;   ///< anything, last
  bool settled_ = false;   ///< the peer has said how many streams it takes
  bool answered_ = false;  ///< at least once
  bool leaving_ = false;   ///< takes no more requests
  bool closed_ = false;
};

}  // namespace spotter::http_client
