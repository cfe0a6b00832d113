#pragma once

#include "support/loop.hpp"
#include "support/temporary.hpp"
#include "support/test_certificate.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace spotter::testing {

/// nghttpd (Debian's nghttp2-server) as a process of its own: an HTTP/2 server that is no relative
/// of libcurl. It serves the given files and writes down each frame.
class Nghttpd {
 public:
  enum class Wire { clear_text, tls };

  /// `files` by their paths without the leading slash. Throws when the server does not start.
  Nghttpd(Loop& loop, Wire wire, const std::map<std::string, std::string>& files,
          std::vector<std::string> options = {});
  Nghttpd(const Nghttpd&) = delete;
  Nghttpd& operator=(const Nghttpd&) = delete;
  /// Kills it.
  ~Nghttpd();

  /// "http://127.0.0.1:PORT" + path, or "https://localhost:PORT" + path.
  [[nodiscard]] std::string url(const std::string& path) const;
  /// Who signed its certificate.
  [[nodiscard]] const std::string& ca_file() const noexcept { return certificate_.ca_file(); }

  /// How often the text is in its log.
  [[nodiscard]] std::size_t count(const std::string& text) const;
  /// Connections on which HTTP/2 began: those whose client sent its settings.
  [[nodiscard]] std::size_t connections() const;

 private:
  void spawn(const std::vector<std::string>& options);
  [[nodiscard]] std::string log() const;
  bool ended();
  void stop();

  TestCertificate certificate_;
  Wire wire_;
  TemporaryFolder folder_;
  std::string log_ = (folder_.path() / "log").string();
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
  bool running_ = false;
};

}  // namespace spotter::testing
