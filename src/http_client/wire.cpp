#include "http_client/wire.hpp"

#include "http_client/failure.hpp"

#include <openssl/ssl.h>

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace spotter::http_client {
namespace {

// RFC 7301, 3.1: names with their lengths before them.
constexpr std::string_view kHttp2First = "\x02h2\x08http/1.1";

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Wire::~Wire() {
  want(false, false);
  if (easy_) multi_.remove(easy_.get());
  if (owns_socket_) ::close(socket_);
}

void Wire::open(const Settings& settings, const Connecting& how, Opener& opener) {
  opener_ = &opener;
  offers_http_2_ = how.target.tls && settings.version != Version::http_1_1;
  const bool by_setting = settings.version == Version::h2c && !how.target.tls && !how.proxy;
  if (by_setting) protocol_ = Protocol::http_2;
  contexts_before_target_ = how.proxy != nullptr && how.proxy->tls ? 1 : 0;
  tls_in_tls_ = contexts_before_target_ > 0 && how.target.tls;
  easy_ = make_easy();
  CURL* easy = easy_.get();
  apply_house_rules(easy, settings.ca_file);
  apply_connection(easy, how, settings.ca_file, lists_);
  set_option(easy, CURLOPT_PREREQFUNCTION, &Wire::on_connected);
  set_option(easy, CURLOPT_PREREQDATA, this);
  set_option(easy, CURLOPT_SSL_CTX_FUNCTION, &Wire::on_tls_context);
  set_option(easy, CURLOPT_SSL_CTX_DATA, this);
  set_option(easy, CURLOPT_CLOSESOCKETFUNCTION, &Wire::on_close);
  set_option(easy, CURLOPT_CLOSESOCKETDATA, this);
  multi_.add(easy, *this);
}

/// Each context of a connection: the proxy's, then the target's. libcurl knows nothing of what is
/// offered here. It would begin with its own HTTP/2 on a connection that settles for that.
CURLcode Wire::on_tls_context(CURL*, void* context, void* self) noexcept {
  auto& wire = *static_cast<Wire*>(self);
  auto* tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_read_ahead(tls, 1);  // otherwise two system calls a record
  if (wire.contexts_before_target_-- > 0 || !wire.offers_http_2_) return CURLE_OK;
  const int failed = SSL_CTX_set_alpn_protos(tls, as_bytes(kHttp2First),
                                             static_cast<unsigned>(kHttp2First.size()));
  return failed == 0 ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

int Wire::on_connected(void* self, char*, char*, int, int) noexcept {
  auto& wire = *static_cast<Wire*>(self);
  curl_tlssessioninfo* session = nullptr;
  // Only while libcurl is at it: afterwards it no longer tells.
  curl_easy_getinfo(wire.easy_.get(), CURLINFO_TLS_SSL_PTR, &session);
  if (session == nullptr || session->internals == nullptr) return CURL_PREREQFUNC_OK;
  wire.tls_ = static_cast<SSL*>(session->internals);
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(wire.tls_, &name, &size);
  const std::string_view chosen(reinterpret_cast<const char*>(name), size);
  if (wire.offers_http_2_ && chosen == "h2") wire.protocol_ = Protocol::http_2;
  return CURL_PREREQFUNC_OK;
}

int Wire::on_close(void* self, curl_socket_t socket) noexcept {
  // Of several addresses that are tried, those that lose.
  const auto& wire = *static_cast<Wire*>(self);
  return wire.owns_socket_ && wire.socket_ == socket ? 0 : ::close(socket);
}

void Wire::on_end(CURLcode code) {
  if (code != CURLE_OK) {
    const Error why = why_it_failed(code);
    multi_.remove(easy_.get());
    easy_.reset();
    return opener_->on_no_connection(why);
  }
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket_);
  if (socket_ == CURL_SOCKET_BAD) {
    return opener_->on_no_connection(Error{Errc::unreachable, "the connection closed at once"});
  }
  if (tls_ == nullptr) {
    // Nothing of libcurl's is needed for bytes as they are: its memory is given back.
    owns_socket_ = true;
    multi_.remove(easy_.get());
    easy_.reset();
  } else {
    // At once what a record holds: curl_easy_recv brings no more than this, each time.
    constexpr long kRecordBytes = 16 * 1024;
    set_option(easy_.get(), CURLOPT_BUFFERSIZE, kRecordBytes);
  }
  opener_->on_open(protocol_);
}

Error Wire::why_it_failed(CURLcode code) const {
  long answer_of_proxy = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &answer_of_proxy);
  if (answer_of_proxy >= 300) return Error{Errc::refused, "the proxy makes no tunnel"};
  return failure_of(code);
}

Wire::Moved Wire::read(char* into, std::size_t size) noexcept {
  if (tls_ != nullptr) {
    std::size_t bytes = 0;
    const CURLcode code = curl_easy_recv(easy_.get(), into, size, &bytes);
    if (code == CURLE_AGAIN) return {0, State::blocked};
    if (code != CURLE_OK) return {0, State::broken};
    const bool maybe_more = bytes > 0 && (tls_in_tls_ || SSL_has_pending(tls_) == 1);
    return {bytes, bytes > 0 ? State::open : State::closed, maybe_more};
  }
  const ssize_t bytes = ::recv(socket_, into, size, MSG_DONTWAIT);
  if (bytes > 0) return {static_cast<std::size_t>(bytes), State::open};
  if (bytes == 0) return {0, State::closed};
  const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {0, later ? State::blocked : State::broken};
}

Wire::Moved Wire::write(std::string_view bytes) noexcept {
  if (tls_ != nullptr) {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN) return {0, State::blocked};
    return {sent, code == CURLE_OK ? State::open : State::broken};
  }
  const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0) return {static_cast<std::size_t>(sent), State::open};
  const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {0, later ? State::blocked : State::broken};
}

void Wire::want(bool reading, bool writing) {
  if (reading == reading_ && writing == writing_) return;
  reading_ = reading;
  writing_ = writing;
  multi_.watch_for(socket_, *this, reading, writing);
}

}  // namespace spotter::http_client
