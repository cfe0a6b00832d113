#include "app/warm_up.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace spotter::app {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

Task<void> WarmUp::run() {
  std::vector<std::unique_ptr<http_client::Exchange>> calls;
  for (const std::string& url : urls_) {
    http_client::Request request;
    request.method = "GET";
    request.url = url;
    calls.push_back(client_.start(std::move(request), progress_));
  }
  const TimePoint deadline = clock_.now() + kPatience;
  const auto is_done = [](const auto& call) {
    call->take_body();
    return call->done();
  };
  while (!stopped_ && clock_.now() < deadline && !std::all_of(calls.begin(), calls.end(), is_done))
    co_await progress_.wait_until(deadline);
}

void WarmUp::stop() noexcept {
  stopped_ = true;
  progress_.notify();
}

}  // namespace spotter::app
