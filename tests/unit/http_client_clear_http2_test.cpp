#include "http_client/clear_http2.hpp"
#include "http_client/connections.hpp"

#include <catch2/catch.hpp>

#include <deque>

using namespace spotter::http_client;

namespace {

class Caller final : public ClearHttp2::Entrant {
 public:
  Caller() = default;
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  virtual ~Caller() = default;
  void enter(Role role) override { (role == Role::lead ? leads : follows) += 1; }
  int leads = 0;
  int follows = 0;
  [[nodiscard]] bool waits() const { return is_linked(); }
};

const std::string kHere = "127.0.0.1:80";

/// `count` callers of which the first leads and the others wait.
std::deque<Caller> crowd(ClearHttp2& gate, std::size_t count) {
  std::deque<Caller> callers(count);
  for (Caller& caller : callers)
    gate.come(kHere, caller);
  for (Caller& caller : callers)
    gate.found_none(kHere, caller);
  return callers;
}

}  // namespace

TEST_CASE("a call follows first, and leads when it finds no connection", "[http_client]") {
  ClearHttp2 gate;
  Caller first;
  gate.come(kHere, first);
  CHECK(first.follows == 1);
  gate.found_none(kHere, first);
  CHECK(first.leads == 1);
  gate.led(kHere);
  Caller second;
  gate.come(kHere, second);
  CHECK(second.follows == 1);
  CHECK_FALSE(second.waits());
}

TEST_CASE("while one leads the others wait, and follow when it is through", "[http_client]") {
  ClearHttp2 gate;
  auto callers = crowd(gate, 4);
  CHECK(callers[0].leads == 1);
  Caller late;
  gate.come(kHere, late);
  CHECK(late.waits());
  gate.led(kHere);
  for (std::size_t i = 1; i < 4; ++i)
    CHECK(callers[i].follows == 2);
  CHECK(late.follows == 1);
  CHECK(callers[0].leads == 1);
}

TEST_CASE("a leader that fails is replaced by the next who waits", "[http_client]") {
  ClearHttp2 gate;
  auto callers = crowd(gate, 3);
  gate.failed(kHere);
  CHECK(callers[1].leads == 1);
  CHECK(callers[2].waits());
  gate.failed(kHere);
  CHECK(callers[2].leads == 1);
  gate.failed(kHere);
  Caller later;
  gate.come(kHere, later);
  CHECK(later.follows == 1);
}

TEST_CASE("more than one connection carries make one more lead at once", "[http_client]") {
  ClearHttp2 gate;
  auto callers = crowd(gate, ClearHttp2::kFollowersMax + 3);
  gate.led(kHere);
  for (std::size_t i = 1; i <= ClearHttp2::kFollowersMax; ++i)
    REQUIRE(callers[i].follows == 2);
  CHECK(callers[ClearHttp2::kFollowersMax + 1].leads == 1);
  CHECK(callers[ClearHttp2::kFollowersMax + 2].waits());
}

TEST_CASE("who goes away while waiting is forgotten", "[http_client]") {
  ClearHttp2 gate;
  Caller leader;
  gate.found_none(kHere, leader);
  {
    Caller gone;
    gate.found_none(kHere, gone);
  }
  gate.led(kHere);
  CHECK(leader.leads == 1);
  gate.led("elsewhere:80");  // nobody leads there: no harm
  gate.failed("elsewhere:80");
}

TEST_CASE("origins do not wait for each other", "[http_client]") {
  ClearHttp2 gate;
  Caller here;
  Caller there;
  gate.found_none(kHere, here);
  gate.come("elsewhere:80", there);
  CHECK(there.follows == 1);
}

TEST_CASE("transfers know each other by their connection", "[http_client]") {
  Connections connections;
  int places[2] = {};
  void* first = &places[0];
  void* second = &places[1];
  CHECK(connections.any(1) == nullptr);
  connections.join(1, first);
  connections.join(1, second);
  connections.join(2, first);
  CHECK(connections.count(1) == 2);
  connections.leave(1, first);
  CHECK(connections.any(1) == second);
  connections.leave(1, second);
  connections.leave(1, second);
  CHECK(connections.any(1) == nullptr);
  CHECK(connections.count(1) == 0);
  CHECK(connections.count(2) == 1);
}
