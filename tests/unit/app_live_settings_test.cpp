#include "app/live_settings.hpp"
#include "app/settings_table.hpp"
#include "support/source_tree.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace spotter;
using namespace spotter::app;

namespace {

using Keys = std::set<std::string, std::less<>>;
using Given = std::map<std::string_view, Secret>;

Loaded with(Given given) {
  Loaded loaded;
  loaded.given = std::move(given);
  return loaded;
}

/// Keys in the first cells of the table below that heading of docs/draining.md.
Keys keys_below(const std::string& heading) {
  std::ifstream file(testing::source_path("docs/draining.md"));
  Keys keys;
  bool below = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) below = line == heading;
    if (!below || !line.starts_with("| `")) continue;
    const std::string cell = line.substr(0, line.find('|', 1));
    static const std::regex kKey("`([^`]+)`");
    for (auto it = std::sregex_iterator(cell.begin(), cell.end(), kKey);
         it != std::sregex_iterator(); ++it) {
      INFO("twice in docs/draining.md: " << (*it)[1]);
      REQUIRE(keys.insert((*it)[1]).second);
    }
  }
  return keys;
}

}  // namespace

TEST_CASE("each setting is reloaded or needs a restart, and docs/draining.md says which", "[app]") {
  const Keys reloaded = keys_below("### Reloaded");
  const Keys restarted = keys_below("### Needs a restart");
  Keys known;
  for (const Row& row : settings_table()) {
    INFO(row.key << " belongs in one of the two tables of docs/draining.md");
    known.emplace(row.key);
    CHECK(reloaded.contains(row.key) == is_live(row.key));
    CHECK(restarted.contains(row.key) == !is_live(row.key));
  }
  for (const Keys& documented : {reloaded, restarted}) {
    for (const auto& key : documented) {
      INFO(key << " is no setting");
      CHECK(known.contains(key));
    }
  }
  for (const std::string_view key : live_settings())
    CHECK(known.contains(key));
}

TEST_CASE("each setting that alone has another text is in exactly one part of the difference",
          "[app]") {
  for (const Row& row : settings_table()) {
    INFO(row.key);
    const auto found = difference(with({}), with({{row.key, Secret("7")}}));
    CHECK(found.live.size() + found.needs_restart.size() == 1);
    CHECK((found.live.empty() ? found.needs_restart : found.live).front() == row.key);
    CHECK(found.live.empty() == !is_live(row.key));
  }
}

TEST_CASE("what was given as before is no difference, what was taken away is one", "[app]") {
  const Loaded running = with({{"limits.web", Secret("7")}, {"redis.url", Secret("unix:///x")}});
  CHECK(difference(running, running).live.empty());
  CHECK(difference(running, running).needs_restart.empty());
  const auto found = difference(running, with({}));
  CHECK(found.live == std::vector<std::string_view>{"limits.web"});
  CHECK(found.needs_restart == std::vector<std::string_view>{"redis.url"});
}

TEST_CASE("what was taken over is no difference any more, what needs a restart stays one",
          "[app]") {
  Loaded running = with({{"limits.mobile", Secret("5")}});
  const Loaded fresh = with({{"limits.web", Secret("7")}, {"server.threads", Secret("3")}});
  take_over(running, fresh, difference(running, fresh));
  const auto again = difference(running, fresh);
  CHECK(again.live.empty());
  CHECK(again.needs_restart == std::vector<std::string_view>{"server.threads"});
  CHECK(difference(running, with({{"limits.web", Secret("8")}})).live ==
        std::vector<std::string_view>{"limits.web"});
}

TEST_CASE("switching TLS or the day's budget on or off needs a restart", "[app]") {
  Loaded plain = with({});
  Loaded secure = with({{"server.tls_cert_file", Secret("a.pem")}});
  secure.settings.server.tls_cert_file = "a.pem";
  CHECK(difference(plain, secure).live.empty());
  CHECK(difference(secure, plain).live.empty());
  Loaded other = with({{"server.tls_cert_file", Secret("b.pem")}});
  other.settings.server.tls_cert_file = "b.pem";
  CHECK(difference(secure, other).needs_restart.empty());

  Loaded frugal = with({{"ledger.daily_budget_usd", Secret("5")}});
  frugal.settings.usd_per_day = 5;
  CHECK(difference(plain, frugal).live.empty());
  Loaded richer = with({{"ledger.daily_budget_usd", Secret("9")}});
  richer.settings.usd_per_day = 9;
  CHECK(difference(frugal, richer).needs_restart.empty());
}

TEST_CASE("what is shown as effective is what runs", "[app]") {
  const auto shows = [](const Loaded& loaded, std::string_view key) {
    for (const Effective& setting : loaded.effective) {
      if (setting.key == key) return setting.value;
    }
    return std::string("nothing");
  };
  Loaded running = with({});
  running.effective = {{"limits.web", "", "100", "default"},
                       {"redis.instances", "", "1", "default"}};
  Loaded fresh = with({{"limits.web", Secret("7")}, {"redis.instances", Secret("3")}});
  fresh.effective = {{"limits.web", "", "7", "file"}, {"redis.instances", "", "3", "file"}};
  take_over(running, fresh, difference(running, fresh));
  CHECK(shows(running, "limits.web") == "7");
  CHECK(shows(running, "redis.instances") == "1");
}
