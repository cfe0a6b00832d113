#pragma once

#include "support/google_fixtures.hpp"
#include "support/loop.hpp"
#include "support/recording_log.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/purchase/google/services.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <catch2/catch.hpp>

#include <exception>

namespace spotter::testing {

/// What each store's verifier is made with: a real client, and a clock whose date a test moves.
struct StoreWorld {
  StoreWorld() = default;
  StoreWorld(const StoreWorld&) = delete;
  StoreWorld& operator=(const StoreWorld&) = delete;
  ~StoreWorld() { loop.run(client.stop()); }

  Loop loop;
  StoreClock clock;
  crypto::SystemEntropy entropy;
  RecordingLog log;
  shard::WorkerPool workers{2, 64};
  http_client::HttpClient client{loop.executor(), workers, {}};
};

/// With Google's services beside it. What their mock did not expect fails the test.
struct GoogleWorld : StoreWorld {
  GoogleWorld() = default;
  GoogleWorld(const GoogleWorld&) = delete;
  GoogleWorld& operator=(const GoogleWorld&) = delete;
  ~GoogleWorld() {
    INFO((mock.faults.empty() ? "" : mock.faults.front()));
    CHECK(mock.faults.empty());
  }

  [[nodiscard]] purchase::google::Services services() {
    return {client, loop.executor(), workers, clock, entropy, log, [](std::exception_ptr bug) {
              std::rethrow_exception(bug);
            }};
  }

  GoogleMock mock{loop, clock};
  purchase::google::Settings settings = google_settings(mock.upstream.url(""));
};

}  // namespace spotter::testing
