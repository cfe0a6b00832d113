#pragma once

#include "http_client/multi_loop.hpp"
#include "http_client/options.hpp"

#include <openssl/types.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace spotter::http_client {

/// Bytes to and from a peer: TCP, TLS, perhaps through a proxy. libcurl makes the connection, with
/// all that belongs to that (several addresses, proxies, certificates), and moves bytes through
/// TLS. Which HTTP is spoken is the user's affair: libcurl's own HTTP/2 looks at every stream of a
/// connection whenever something comes for one.
class Wire final : private Transfer, private SocketUser {
 public:
  enum class Protocol { http_1_1, http_2 };

  /// Who had it made.
  class Opener {
   public:
    /// It stands. TLS, or else the setting, says which protocol is spoken.
    virtual void on_open(Protocol protocol) = 0;
    virtual void on_no_connection(const Error& why) = 0;

   protected:
    ~Opener() = default;
  };

  /// Who speaks on it.
  class User {
   public:
    /// As want() asked for. An error of the socket is readable.
    virtual void on_ready(bool readable, bool writable) = 0;

   protected:
    ~User() = default;
  };

  explicit Wire(MultiLoop& multi) : multi_(multi) {}
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  /// Closes.
  ~Wire() override;

  /// Connects. Once. The opener is told later.
  void open(const Settings& settings, const Connecting& how, Opener& opener);
  /// Once it is open, and before want().
  void belongs_to(User& user) noexcept { user_ = &user; }

  enum class State { open, blocked, closed, broken };
  struct Moved {
    std::size_t bytes = 0;
    State state = State::open;  ///< of `bytes` is 0: why
    bool maybe_more = false;    ///< reading: the socket will not tell of what is here already
  };
  /// Reads what is there, into `size` bytes at most.
  Moved read(char* into, std::size_t size) noexcept;
  /// Writes some of the bytes. When it was blocked the same ones, in the same place, come again.
  Moved write(std::string_view bytes) noexcept;
  /// What on_ready() tells of from now on.
  void want(bool reading, bool writing);

 private:
  static int on_connected(void* self, char* peer, char* local, int peer_port,
                          int local_port) noexcept;
  static CURLcode on_tls_context(CURL* easy, void* context, void* self) noexcept;
  static int on_close(void* self, curl_socket_t socket) noexcept;
  void on_end(CURLcode code) override;
  void on_ready(bool readable, bool writable) override { user_->on_ready(readable, writable); }
  [[nodiscard]] Error why_it_failed(CURLcode code) const;

  MultiLoop& multi_;
  Opener* opener_ = nullptr;
  User* user_ = nullptr;
  Easy easy_;  ///< as long as it connects, and with TLS after that
  OptionLists lists_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  bool owns_socket_ = false;  ///< libcurl has given it up
  bool reading_ = false;
  bool writing_ = false;
  bool offers_http_2_ = false;      ///< to the peer, by ALPN
  int contexts_before_target_ = 0;  ///< TLS with the proxy comes first
  bool tls_in_tls_ = false;         ///< what the proxy's keeps back, nobody tells of
  Protocol protocol_ = Protocol::http_1_1;
  SSL* tls_ = nullptr;  ///< libcurl's
};

}  // namespace spotter::http_client
