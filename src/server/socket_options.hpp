#pragma once

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace spotter::server {

/// What connections have from the socket that listens for them. False: the system refuses (errno).
inline bool set_connection_options(int listener) noexcept {
  const int at_once = 1;
  // Only so many bytes wait in the kernel unsent: what waits here can still be replaced by newer
  // text.
  const int unsent_bytes_max = 16 * 1024;
  if (::setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once) != 0) return false;
  const int limited = ::setsockopt(listener, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes_max,
                                   sizeof unsent_bytes_max);
  return limited == 0 || errno == ENOPROTOOPT;  // a sandbox that is not quite Linux serves as well
}

}  // namespace spotter::server
