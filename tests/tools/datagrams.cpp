// Plays a service manager for the end-to-end tests: takes datagrams at a path and writes each as
// one line, its own line ends as spaces. Node has no sockets of this kind.
#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char** argv) {
  sockaddr_un address{};
  if (argc != 2 || std::strlen(argv[1]) >= sizeof address.sun_path) return 2;
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, argv[1]);
  const int taker = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (taker < 0 || ::bind(taker, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror(argv[1]);
    return 1;
  }
  std::puts("bound");
  std::fflush(stdout);
  std::array<char, 4096> bytes{};
  for (ssize_t size = 0; (size = ::recv(taker, bytes.data(), bytes.size(), 0)) >= 0;) {
    std::string line(bytes.data(), static_cast<std::size_t>(size));
    for (char& c : line)
      if (c == '\n') c = ' ';
    std::puts(line.c_str());
    std::fflush(stdout);
  }
  return 1;
}
