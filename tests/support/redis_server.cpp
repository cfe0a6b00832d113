#include "support/redis_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace spotter::testing {
namespace {

constexpr std::chrono::seconds kStartMax{20};

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool ok = ::bind(fd, generic, size) == 0 && ::getsockname(fd, generic, &size) == 0;
  ::close(fd);
  if (!ok) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> options) : options_(std::move(options)) {
  std::string folder = "/tmp/spotter-redis-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = folder;
  // Somebody else may take the port in between: then the server ends, and the next port is tried.
  for (int attempt = 0; attempt < 5; ++attempt) {
    port_ = free_port();
    try {
      start();
      return;
    } catch (const std::runtime_error&) {
      kill();
    }
  }
  throw std::runtime_error("redis-server does not start");
}

RedisServer::~RedisServer() {
  kill();
  std::error_code ignored;  // a folder left in /tmp does no harm
  std::filesystem::remove_all(folder_, ignored);
}

std::string RedisServer::url(const std::string& user, const std::string& path) const {
  return "redis://" + user + "127.0.0.1:" + std::to_string(port_) + path;
}

std::string RedisServer::unix_url(const std::string& query) const {
  return "unix://" + (folder_ / "socket").string() + query;
}

std::string RedisServer::cli(const std::string& command) const {
  std::string auth;
  const auto password = std::find(options_.begin(), options_.end(), "--requirepass");
  if (password != options_.end()) auth = " --no-auth-warning -a '" + *(password + 1) + "'";
  const std::string line =
      "redis-cli -s " + (folder_ / "socket").string() + auth + " " + command + " 2>&1";
  const auto close = [](FILE* file) { ::pclose(file); };
  const std::unique_ptr<FILE, decltype(close)> pipe(::popen(line.c_str(), "r"), close);
  if (!pipe) throw std::runtime_error("redis-cli cannot be started");
  std::string out;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = ::fread(buffer.data(), 1, buffer.size(), pipe.get()))
    out.append(buffer.data(), got);
  while (out.ends_with('\n'))
    out.pop_back();
  return out;
}

std::size_t RedisServer::calls_of(const std::string& command) const {
  const std::string all = cli("INFO commandstats");
  const std::string before = "cmdstat_" + command + ":calls=";
  const auto at = all.find(before);
  return at == std::string::npos ? 0 : std::stoul(all.substr(at + before.size()));
}

void RedisServer::silence() {
  ::kill(pid_, SIGSTOP);
  int status = 0;
  ::waitpid(pid_, &status, WUNTRACED);
}

void RedisServer::wake() {
  ::kill(pid_, SIGCONT);
}

void RedisServer::kill() {
  if (!running_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  running_ = false;
}

void RedisServer::start() {
  spawn();
  const auto until = std::chrono::steady_clock::now() + kStartMax;
  while (!answers()) {
    if (ended() || std::chrono::steady_clock::now() > until) {
      throw std::runtime_error("redis-server does not answer");
    }
    ::poll(nullptr, 0, 5);
  }
}

bool RedisServer::answers() const {
  const std::string pong = cli("PING");
  return pong == "PONG" || pong.starts_with("NOAUTH") || pong.starts_with("MASTERDOWN");
}

void RedisServer::spawn() {
  std::vector<std::string> words{"redis-server"};
  const std::pair<std::string, std::string> settings[] = {
      {"port", std::to_string(port_)},
      {"bind", "127.0.0.1"},
      {"unixsocket", (folder_ / "socket").string()},
      {"dir", folder_.string()},
      {"logfile", (folder_ / "log").string()},
      {"save", ""},
      {"appendonly", "no"},
      {"daemonize", "no"},
      {"repl-diskless-sync-delay", "0"},
  };
  for (const auto& [name, value] : settings) {
    words.push_back("--" + name);
    words.push_back(value);
  }
  words.insert(words.end(), options_.begin(), options_.end());
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  const int failed =
      ::posix_spawnp(&pid_, "redis-server", &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("redis-server is not there: install redis-server");
  running_ = true;
}

bool RedisServer::ended() {
  if (running_ && ::waitpid(pid_, nullptr, WNOHANG) == pid_) running_ = false;
  return !running_;
}

}  // namespace spotter::testing
