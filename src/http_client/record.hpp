#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/http_client/http_client.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::http_client {

/// One response as it came, to be written down. A value.
struct ResponseRecord {
  enum class End {
    clean,
    reset,  ///< it broke, or the record was cut
    idle    ///< we went away while it was not over
  };
  /// Bytes that came at once, and how long after the request began.
  struct Read {
    std::uint32_t at_ms = 0;
    std::uint32_t bytes = 0;
  };

  std::string host;
  WallTime began;
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<Read> reads;  ///< of the body
  End end = End::clean;
};

/// Collects a response's body, up to a limit.
class BodyRecorder {
 public:
  BodyRecorder(std::size_t bytes_max, TimePoint started)
      : bytes_max_(bytes_max), started_(started) {}

  void on_bytes(std::string_view bytes, TimePoint now);
  /// Puts what came into `record`. A body that was cut loses `secret_bytes_max` of its last bytes,
  /// which might be the beginning of a secret, and ends with a reset.
  void finish(ResponseRecord& record, std::size_t secret_bytes_max);

 private:
  std::size_t bytes_max_;
  TimePoint started_;
  std::string body_;
  std::vector<ResponseRecord::Read> reads_;
  bool cut_ = false;
};

/// What of a request must not be found in its response: the values of headers that carry keys, also
/// without the word in front of them ("Bearer"), and as JSON may write them.
std::vector<Secret> secrets_of(const Request& request);

/// Overwrites each secret by `***`, in headers and body; reads keep their sum.
void hide(ResponseRecord& record, const std::vector<Secret>& secrets);

/// A file from which the response can be played again: directives, `== timing` with a line for each
/// read ("milliseconds bytes"), and `== body` with the bytes as they came, to the end of the file.
/// Of the headers those that tell of content, limits and retrying.
std::string write_record(const ResponseRecord& record);

/// HOST-TIME, of characters that any file system takes.
std::string name_of_record(const ResponseRecord& record);

}  // namespace spotter::http_client
