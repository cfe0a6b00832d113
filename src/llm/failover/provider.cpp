#include "llm/failover/stream.hpp"

#include <utility>

namespace spotter::llm::failover {
namespace {

class FailoverProvider final : public Provider {
 public:
  FailoverProvider(Place place, std::vector<Candidate> candidates)
      : place_(place), candidates_(std::move(candidates)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "none"; }
  [[nodiscard]] std::string_view model() const noexcept override { return {}; }

  std::unique_ptr<Stream> open(Request request, TimePoint deadline, shard::Signal& ready) override {
    return std::make_unique<FailoverStream>(place_, candidates_, std::move(request), deadline,
                                            ready);
  }

 private:
  Place place_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(Place place, std::vector<Candidate> candidates) {
  return std::make_unique<FailoverProvider>(place, std::move(candidates));
}

}  // namespace spotter::llm::failover
