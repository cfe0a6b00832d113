#include "api/preferences.hpp"

#include <spotter/base/text.hpp>

#include <functional>

namespace spotter::api {
namespace {

/// The part before the separator; it and the separator are taken off `text`.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return trimmed(part);
}

/// A quality in thousandths: "0.5" is 500. What is none counts as 1.
int quality_of(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return 1000;
  if (text[0] == '1' || text.size() < 3) return text[0] == '1' ? 1000 : 0;
  int thousandths = 0;
  int weight = 100;
  for (const char c : text.substr(2)) {
    if (c < '0' || c > '9') return 1000;
    thousandths += (c - '0') * weight;
    weight /= 10;
  }
  return thousandths;
}

/// Calls with each item of a list and its quality.
void for_each_item(std::string_view list,
                   const std::function<void(std::string_view item, int quality)>& visit) {
  while (!list.empty()) {
    auto parameters = take_until(list, ',');
    const auto item = take_until(parameters, ';');
    int quality = 1000;
    while (!parameters.empty()) {
      auto value = take_until(parameters, ';');
      const auto name = take_until(value, '=');
      if (equals_ignoring_case(name, "q")) quality = quality_of(value);
    }
    if (!item.empty()) visit(item, quality);
  }
}

/// How well a media range fits: the most exact one counts.
struct Fit {
  int exactness = 0;  ///< 1: any, 2: the family, 3: the type itself
  int quality = 0;

  void look_at(std::string_view range, int with_quality, std::string_view family,
               std::string_view type) {
    int exact = 0;
    if (range == "*/*") exact = 1;
    if (equals_ignoring_case(range, family)) exact = 2;
    if (equals_ignoring_case(range, type)) exact = 3;
    if (exact <= exactness) return;
    exactness = exact;
    quality = with_quality;
  }
};

}  // namespace

bool prefers_event_stream(std::string_view accept) {
  Fit stream;
  Fit json;
  for_each_item(accept, [&](std::string_view range, int quality) {
    stream.look_at(range, quality, "text/*", "text/event-stream");
    json.look_at(range, quality, "application/*", "application/json");
  });
  if (stream.quality == 0) return false;
  if (stream.quality != json.quality) return stream.quality > json.quality;
  return stream.exactness > json.exactness;
}

std::string_view preferred_language(std::string_view accept_language) {
  std::string_view best;
  int best_quality = 0;
  for_each_item(accept_language, [&](std::string_view language, int quality) {
    if (language == "*" || quality <= best_quality) return;
    best = language;
    best_quality = quality;
  });
  return best;
}

bool is_json(std::string_view content_type) {
  if (!equals_ignoring_case(take_until(content_type, ';'), "application/json")) return false;
  while (!content_type.empty()) {
    auto value = take_until(content_type, ';');
    const auto name = take_until(value, '=');
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    if (equals_ignoring_case(name, "charset") && !equals_ignoring_case(value, "utf-8")) {
      return false;
    }
  }
  return true;
}

}  // namespace spotter::api
