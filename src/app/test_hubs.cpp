#include "app/test_hubs.hpp"

#include <chrono>
#include <utility>

namespace spotter::app {

TestHubs::TestHubs(Place place, double time_scale, server::Router& router)
    : ticker_(place.executor, place.clock, place.on_bug,
              std::chrono::duration_cast<Duration>(std::chrono::duration<double>(time_scale))),
      endpoint_({place.id, place.executor, place.clock, place.entropy, ticker_, place.parser,
                 place.spares, place.tokens, place.connections, place.on_bug}),
      tasks_(place.executor, place.on_bug) {
  for (signalr::Mount& mount : test_hub::mounts(
           {place.executor, place.halls, place.authenticate, place.on_bug}, time_scale))
    endpoint_.mount(std::move(mount));
  endpoint_.add_routes(router);
  tasks_.spawn(ticker_.run());
}

Task<void> TestHubs::stop() {
  ticker_.stop();
  co_await tasks_.join();
}

}  // namespace spotter::app
