#include "ledger/built_in.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/ledger/prices.hpp>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <stdexcept>

namespace spotter::ledger {
namespace {

using codec::JsonValue;

constexpr double kMillion = 1'000'000;
constexpr std::size_t kPricesMax = 10'000;

/// The first moment after a day written as 2026-12-31; nothing for anything else.
std::optional<WallTime> end_of_day(std::string_view text) {
  const auto number = [&text](std::size_t from, std::size_t count) {
    int value = -1;
    const char* const begin = text.data() + from;
    const auto [end, error] = std::from_chars(begin, begin + count, value);
    return error == std::errc() && end == begin + count ? value : -1;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  if (number(0, 4) < 0 || !day.ok()) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::days(1);
}

/// A price: a number that is not negative. `standard` where it is missing.
std::optional<double> price_in(JsonValue row, std::string_view key,
                               std::optional<double> standard) {
  const auto value = row.get(key);
  if (!value) return standard;
  const auto number = value->number();
  return number && *number >= 0 ? number : std::nullopt;
}

}  // namespace

std::optional<PriceList> PriceList::parse(std::string_view json, std::string& why) {
  codec::JsonParser parser;
  const auto document = parser.parse(json);
  const auto rows = document ? document->get("prices") : std::nullopt;
  if (!rows || rows->type() != JsonValue::Type::array || rows->size() > kPricesMax) {
    why = "the price list must be JSON with an array `prices` of at most 10,000 rows";
    return std::nullopt;
  }
  PriceList list;
  std::size_t number = 0;
  std::string fault;
  rows->for_each([&](JsonValue row) {
    ++number;
    if (!fault.empty()) return;
    Price price;
    const auto model = row.get("model");
    if (model) price.model = model->string().value_or("");
    const auto input = price_in(row, "input", std::nullopt);
    const auto output = price_in(row, "output", std::nullopt);
    const auto cached = price_in(row, "cached", input);
    const auto cache_write = price_in(row, "cache_write", input);
    if (price.model.empty() || !input || !output || !cached || !cache_write) {
      fault = "`model`, `input` and `output` are needed, and no price is negative";
      return;
    }
    price.input = *input;
    price.output = *output;
    price.cached = *cached;
    price.cache_write = *cache_write;
    if (const auto until = row.get("until")) {
      price.end = end_of_day(until->string().value_or(""));
      if (!price.end) fault = "`until` must be a day such as \"2026-12-31\"";
    }
    if (const auto longer = row.get("long_prompt")) {
      const auto above = longer->get("above_tokens");
      const auto times = price_in(*longer, "times", std::nullopt);
      price.long_prompt_tokens = above ? above->integer().value_or(0) : 0;
      price.long_prompt_times = times.value_or(0);
      if (price.long_prompt_tokens <= 0 || !times)
        fault = "`long_prompt` needs `above_tokens` and `times`";
    }
    list.prices_.push_back(std::move(price));
  });
  if (!fault.empty()) {
    why = "row ";
    why.append(std::to_string(number)).append(" of the price list: ").append(fault);
    return std::nullopt;
  }
  return list;
}

PriceList PriceList::built_in() {
  std::string why;
  auto list = parse(built_in_prices(), why);
  if (!list) throw std::logic_error("data/prices.json: " + why);
  return *std::move(list);
}

/// The longest name that the model's begins with: "gpt-6-luna-2026-10-01" costs what "gpt-6-luna"
/// does. What comes after must not go on with the same word.
const PriceList::Price* PriceList::find(std::string_view model, WallTime when) const {
  const Price* best = nullptr;
  for (const Price& price : prices_) {
    if (!model.starts_with(price.model) || (price.end && when >= *price.end)) continue;
    const bool whole = model.size() == price.model.size() || model[price.model.size()] == '-' ||
                       model[price.model.size()] == ':' || model[price.model.size()] == '@';
    if (whole && (best == nullptr || price.model.size() > best->model.size())) best = &price;
  }
  return best;
}

std::optional<double> PriceList::cost_of(std::string_view model, const Tokens& tokens,
                                         WallTime when) const {
  // Gateways put the vendor in front: "openai/gpt-6-luna".
  const Price* price = find(model, when);
  if (price == nullptr) {
    const auto slash = model.rfind('/');
    if (slash != std::string_view::npos) price = find(model.substr(slash + 1), when);
  }
  if (price == nullptr) return std::nullopt;
  const std::int64_t input = std::max<std::int64_t>(tokens.input, 0);
  const std::int64_t cached = std::clamp<std::int64_t>(tokens.cached, 0, input);
  const std::int64_t written = std::clamp<std::int64_t>(tokens.cache_write, 0, input - cached);
  const std::int64_t output = std::max<std::int64_t>(tokens.output, 0);
  const auto at = [](std::int64_t count, double per_million) {
    return static_cast<double>(count) * per_million / kMillion;
  };
  const double cost = at(input - cached - written, price->input) + at(cached, price->cached) +
                      at(written, price->cache_write) + at(output, price->output);
  const bool is_long = price->long_prompt_tokens > 0 && input > price->long_prompt_tokens;
  return is_long ? cost * price->long_prompt_times : cost;
}

}  // namespace spotter::ledger
