#include <spotter/ledger/ledger.hpp>

#include <catch2/catch.hpp>

namespace spotter::ledger {
namespace {

using namespace std::chrono_literals;
using Source = Use::Source;

WallTime day(int year, unsigned month, unsigned number) {
  return std::chrono::sys_days(std::chrono::year_month_day{
      std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)});
}

const WallTime kToday = day(2026, 11, 21) + 13h;

PriceList prices(std::string_view rows) {
  std::string json = R"({"prices":[)";
  json.append(rows).append("]}");
  std::string why;
  auto list = PriceList::parse(json, why);
  INFO(why);
  REQUIRE(list);
  return *list;
}

std::string fault_in(std::string_view json) {
  std::string why;
  CHECK_FALSE(PriceList::parse(json, why));
  return why;
}

constexpr auto kSimple = R"({"model":"m","input":1,"output":10,"cached":0.1,"cache_write":2})";

TEST_CASE("fresh, cached and written input have prices of their own", "[ledger]") {
  const auto list = prices(kSimple);
  CHECK(list.cost_of("m", {1'000'000, 0, 0, 0, 0}, kToday) == Approx(1));
  CHECK(list.cost_of("m", {1'000'000, 600'000, 100'000, 0, 0}, kToday) == Approx(0.3 + 0.06 + 0.2));
  // Thinking is part of the output.
  CHECK(list.cost_of("m", {0, 0, 0, 500'000, 400'000}, kToday) == Approx(5));
}

TEST_CASE("numbers that cannot be do no harm", "[ledger]") {
  const auto list = prices(kSimple);
  CHECK(list.cost_of("m", {-5, -5, -5, -5, -5}, kToday) == Approx(0));
  CHECK(list.cost_of("m", {1000, 5000, 5000, 0, 0}, kToday) == Approx(1000 * 0.1 / 1e6));
}

TEST_CASE("a price that is not given is that of fresh input", "[ledger]") {
  const auto list = prices(R"({"model":"m","input":1,"output":10})");
  CHECK(list.cost_of("m", {1'000'000, 900'000, 0, 0, 0}, kToday) == Approx(1));
}

TEST_CASE("a dated or routed name costs what its model does", "[ledger]") {
  const auto list = prices(
      R"({"model":"gpt-6","input":1,"output":1},{"model":"gpt-6-luna","input":2,"output":2})");
  const Tokens tokens{1'000'000, 0, 0, 0, 0};
  CHECK(list.cost_of("gpt-6-luna-2026-10-01", tokens, kToday) == Approx(2));
  CHECK(list.cost_of("openai/gpt-6-luna", tokens, kToday) == Approx(2));
  CHECK(list.cost_of("gpt-6-sol", tokens, kToday) == Approx(1));
  CHECK_FALSE(list.cost_of("gpt-60", tokens, kToday));
  CHECK_FALSE(list.cost_of("llama3", tokens, kToday));
}

TEST_CASE("a price holds until the end of its last day", "[ledger]") {
  const auto list = prices(
      R"({"model":"m","input":1,"output":1,"until":"2026-11-30"},{"model":"m","input":3,"output":3})");
  const Tokens tokens{1'000'000, 0, 0, 0, 0};
  CHECK(list.cost_of("m", tokens, day(2026, 12, 1) - 1s) == Approx(1));
  CHECK(list.cost_of("m", tokens, day(2026, 12, 1)) == Approx(3));
}

TEST_CASE("long prompts can cost several times as much", "[ledger]") {
  const auto list = prices(
      R"({"model":"m","input":1,"output":10,"long_prompt":{"above_tokens":100000,"times":5}})");
  CHECK(list.cost_of("m", {100'000, 0, 0, 0, 0}, kToday) == Approx(0.1));
  CHECK(list.cost_of("m", {100'001, 0, 0, 1000, 0}, kToday) == Approx((0.100001 + 0.01) * 5));
}

TEST_CASE("the built-in list has a price for each model that is proposed", "[ledger]") {
  const auto list = PriceList::built_in();
  const Tokens tokens{1'000'000, 0, 0, 0, 0};
  CHECK(list.cost_of("gpt-6-luna", tokens, kToday) == Approx(0.10));
  CHECK(list.cost_of("gemini-3.5-flash-lite", tokens, kToday) == Approx(0.30));
  CHECK(list.cost_of("claude-haiku-5-5", tokens, kToday) == Approx(0.50));
  CHECK_FALSE(list.cost_of("gemini-3.8-flash", tokens, day(2027, 1, 1)));
}

TEST_CASE("a broken price list is refused with the row that is wrong", "[ledger]") {
  CHECK(fault_in("nonsense").find("array `prices`") != std::string::npos);
  CHECK(fault_in(R"({"prices":{}})").find("array `prices`") != std::string::npos);
  const auto row = [](std::string_view text) {
    std::string json = R"({"prices":[{"model":"a","input":1,"output":1},)";
    return fault_in(json.append(text).append("]}"));
  };
  CHECK(row(R"({"input":1,"output":1})").find("row 2") == 0);
  CHECK(row(R"({"model":"m","input":-1,"output":1})").find("no price is negative") !=
        std::string::npos);
  CHECK(row(R"({"model":"m","input":1,"output":1,"until":"2026-13-01"})").find("`until`") !=
        std::string::npos);
  CHECK(row(R"({"model":"m","input":1,"output":1,"until":"soon"})").find("`until`") !=
        std::string::npos);
  CHECK(row(R"({"model":"m","input":1,"output":1,"long_prompt":{}})").find("`long_prompt`") !=
        std::string::npos);
}

TEST_CASE("tokens and money are kept by provider, model and store", "[ledger]") {
  Ledger ledger(prices(kSimple), std::nullopt);
  const Account web{"openai", "m", "Web"};
  const Account apple{"openai", "m", "Apple"};
  const Use use{Source::told, {1'000'000, 0, 0, 100'000, 50'000}};
  CHECK(ledger.book(web, use, kToday) == Approx(2));
  ledger.book(web, use, kToday);
  ledger.book(apple, {Source::estimated, {1'000'000, 0, 0, 0, 0}}, kToday);
  REQUIRE(ledger.sums().size() == 2);
  const Sums& sums = ledger.sums().at(web);
  CHECK(sums.calls == 2);
  CHECK(sums.estimated_calls == 0);
  CHECK(sums.tokens.input == 2'000'000);
  CHECK(sums.tokens.reasoning == 100'000);
  CHECK(sums.usd == Approx(4));
  CHECK(ledger.sums().at(apple).estimated_calls == 1);
}

TEST_CASE("what nobody told stays unknown, and what has no price costs nothing", "[ledger]") {
  Ledger ledger(prices(kSimple), 1.0);
  const Account account{"openai", "m", "Web"};
  ledger.book(account, {Source::unknown, {900'000, 0, 0, 0, 0}}, kToday);
  CHECK(ledger.sums().at(account).tokens.input == 0);
  CHECK(ledger.sums().at(account).usd == 0);
  CHECK_FALSE(
      ledger.book({"openai", "other", "Web"}, {Source::told, {1'000'000, 0, 0, 0, 0}}, kToday));
  CHECK(ledger.sums().at(account).unknown_calls == 1);
  CHECK(ledger.sums().at({"openai", "other", "Web"}).unpriced_calls == 1);
  CHECK(ledger.may_spend(kToday));
  // But it counts for the budget, as far as it can be estimated.
  ledger.book(account, {Source::unknown, {100'000, 0, 0, 0, 0}}, kToday);
  CHECK_FALSE(ledger.may_spend(kToday));
}

TEST_CASE("a day's budget ends with the call that reaches it, and begins anew at midnight",
          "[ledger]") {
  Ledger ledger(prices(kSimple), 1.0);
  const Account account{"openai", "m", "Web"};
  const Use use{Source::told, {600'000, 0, 0, 0, 0}};
  CHECK(ledger.may_spend(kToday));
  ledger.book(account, use, kToday);
  CHECK(ledger.may_spend(kToday));
  ledger.book(account, use, kToday);
  CHECK_FALSE(ledger.may_spend(kToday));
  CHECK(Ledger::next_day(kToday) == day(2026, 11, 22));
  CHECK_FALSE(ledger.may_spend(day(2026, 11, 22) - 1s));
  CHECK(ledger.may_spend(day(2026, 11, 22)));
  ledger.book(account, use, day(2026, 11, 22));
  CHECK(ledger.may_spend(day(2026, 11, 22)));
  // A clock that is set back does not open yesterday's purse again.
  ledger.book(account, use, day(2026, 11, 21));
  CHECK_FALSE(ledger.may_spend(day(2026, 11, 21)));
}

TEST_CASE("without a budget there is no end of spending", "[ledger]") {
  Ledger ledger(prices(kSimple), std::nullopt);
  ledger.book({"openai", "m", "Web"}, {Source::told, {1'000'000'000, 0, 0, 0, 0}}, kToday);
  CHECK(ledger.may_spend(kToday));
  CHECK_FALSE(ledger.limited());
}

TEST_CASE("a budget that changes keeps what was spent today", "[ledger]") {
  Ledger ledger(prices(kSimple), 2.0);
  const Account account{"p", "m", ""};
  const Use use{Use::Source::told, {1'000'000, 0, 0, 0, 0}};
  CHECK(ledger.book(account, use, kToday) == Approx(1));
  CHECK(ledger.may_spend(kToday));
  ledger.change(prices(kSimple), 0.5);
  CHECK_FALSE(ledger.may_spend(kToday));
  ledger.change(prices(R"({"model":"m","input":3,"output":10})"), 5.0);
  CHECK(ledger.may_spend(kToday));
  CHECK(ledger.book(account, use, kToday) == Approx(3));
  CHECK(ledger.may_spend(kToday));
  CHECK(ledger.book(account, use, kToday) == Approx(3));
  CHECK_FALSE(ledger.may_spend(kToday));
}

}  // namespace
}  // namespace spotter::ledger
