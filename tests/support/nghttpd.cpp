#include "support/nghttpd.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace spotter::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool ok = ::bind(fd, generic, size) == 0 && ::getsockname(fd, generic, &size) == 0;
  ::close(fd);
  if (!ok) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(port);
  const bool yes = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return yes;
}

/// Debian has it in /usr/sbin, which is not everybody's PATH.
std::string find_binary() {
  for (const char* path : {"/usr/sbin/nghttpd", "/usr/bin/nghttpd", "/usr/local/bin/nghttpd"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  throw std::runtime_error("nghttpd is not there: install nghttp2-server");
}

}  // namespace

Nghttpd::Nghttpd(Loop& loop, Wire wire, const std::map<std::string, std::string>& files,
                 std::vector<std::string> options)
    : wire_(wire) {
  for (const auto& [name, bytes] : files)
    folder_.write("root/" + name, bytes);
  folder_.write("key.pem", certificate_.identity()->key_pem);
  folder_.write("certificate.pem", certificate_.identity()->certificate_pem);
  // Somebody else may take the port in between: then the server ends, and the next port is tried.
  for (int attempt = 0; attempt < 5; ++attempt) {
    port_ = free_port();
    spawn(options);
    if (loop.turn_until([&] { return ended() || accepts(port_); }) && !ended()) return;
    stop();
  }
  throw std::runtime_error("nghttpd does not start: " + log());
}

Nghttpd::~Nghttpd() {
  stop();
}

std::string Nghttpd::url(const std::string& path) const {
  const std::string origin = wire_ == Wire::tls ? "https://localhost:" : "http://127.0.0.1:";
  return origin + std::to_string(port_) + path;
}

std::size_t Nghttpd::count(const std::string& text) const {
  const std::string all = log();
  std::size_t found = 0;
  for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1))
    ++found;
  return found;
}

std::size_t Nghttpd::connections() const {
  std::istringstream lines(log());
  std::size_t found = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool settings = line.find("recv SETTINGS frame") != std::string::npos;
    if (settings && line.find("flags=0x00") != std::string::npos) ++found;
  }
  return found;
}

std::string Nghttpd::log() const {
  std::ifstream file(log_);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void Nghttpd::spawn(const std::vector<std::string>& options) {
  std::vector<std::string> words{"nghttpd", "-v", "--address=127.0.0.1",
                                 "--htdocs=" + (folder_.path() / "root").string()};
  words.insert(words.end(), options.begin(), options.end());
  if (wire_ == Wire::clear_text) words.emplace_back("--no-tls");
  words.push_back(std::to_string(port_));
  if (wire_ == Wire::tls) {
    words.push_back((folder_.path() / "key.pem").string());
    words.push_back((folder_.path() / "certificate.pem").string());
  }
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log_.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  const int failed =
      ::posix_spawn(&pid_, find_binary().c_str(), &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("nghttpd cannot be started");
  running_ = true;
}

bool Nghttpd::ended() {
  if (running_ && ::waitpid(pid_, nullptr, WNOHANG) == pid_) running_ = false;
  return !running_;
}

void Nghttpd::stop() {
  if (!running_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  running_ = false;
}

}  // namespace spotter::testing
