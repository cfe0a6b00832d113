#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/http_client/http_client.hpp>

#include <string>
#include <vector>

namespace spotter::app {

/// Opens a connection to each upstream before the first question comes: it then needs no name, no
/// TCP and no TLS. Asks for nothing that costs money and shows no key; whatever is answered is
/// thrown away. One per shard.
class WarmUp {
 public:
  /// `client` and `clock` outlive this. `urls`: of the upstreams.
  WarmUp(ShardExecutor executor, const Clock& clock, http_client::HttpClient& client,
         std::vector<std::string> urls)
      : clock_(clock), client_(client), urls_(std::move(urls)), progress_(executor) {}

  /// Returns when all have answered, after ten seconds, or after stop().
  Task<void> run();
  void stop() noexcept;

 private:
  const Clock& clock_;
  http_client::HttpClient& client_;
  std::vector<std::string> urls_;
  shard::Signal progress_;
  bool stopped_ = false;
};

}  // namespace spotter::app
