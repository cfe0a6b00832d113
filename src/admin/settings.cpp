#include "admin/resources.hpp"

#include <spotter/codec/json_object.hpp>
#include <spotter/codec/json_writer.hpp>

#include <utility>

namespace spotter::admin {

Task<server::Response> list_settings(Place& place, const Call& call) {
  if (auto fault = fault_in_query(call, {})) co_return std::move(*fault);
  const auto view = place.settings;
  if (!view) co_return problem(503, "The settings are not known yet.");
  std::string out;
  codec::Object object(out);
  object.key("settings") += '[';
  for (const auto& setting : view->settings) {
    if (out.back() != '[') out += ',';
    codec::Object entry(out);
    entry.text("key", setting.key);
    entry.text("environment", setting.environment);
    entry.text("value", setting.value);
    entry.text("source", setting.source);
    entry.end();
  }
  out += ']';
  object.key("needs_restart") += '[';
  for (const std::string& key : view->needs_restart) {
    if (out.back() != '[') out += ',';
    codec::append_json_string(out, key);
  }
  out += ']';
  object.end();
  co_return page(200, std::move(out));
}

}  // namespace spotter::admin
