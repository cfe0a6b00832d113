#include "admin/call.hpp"

#include <spotter/codec/json_object.hpp>
#include <spotter/codec/utf8.hpp>
#include <spotter/server/router.hpp>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace spotter::admin {
namespace {

constexpr std::string_view kUncached = "no-store";

std::string list_of(std::initializer_list<std::string_view> names) {
  std::string list;
  for (const std::string_view name : names)
    list.append(list.empty() ? "" : ", ").append(name);
  return list.empty() ? "none" : list;
}

bool is_among(std::string_view name, std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), name) != known.end();
}

}  // namespace

server::Response page(int status, std::string body) {
  server::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", std::string(kUncached)}};
  response.body = std::move(body);
  return response;
}

server::Response problem(int status, std::string_view name, std::string_view title,
                         std::string_view detail) {
  server::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/problem+json; charset=utf-8"},
                      {"Cache-Control", std::string(kUncached)}};
  codec::Object body(response.body);
  body.text("type", std::string("urn:spotter:problem:").append(name));
  body.text("title", title);
  body.number("status", std::int64_t{status});
  body.text("detail", codec::replace_invalid_utf8(detail));
  body.end();
  return response;
}

server::Response problem(int status, std::string_view detail) {
  server::Response response = server::problem(status, codec::replace_invalid_utf8(detail));
  response.headers.emplace_back("Cache-Control", kUncached);
  return response;
}

std::optional<server::Response> fault_in_query(const Call& call,
                                               std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : call.query.parameters()) {
    if (!is_among(name, known))
      return problem(400, "Unknown parameter '" + name + "'; known: " + list_of(known) + ".");
    if (call.query.count(name) > 1) return problem(400, "'" + name + "' is there twice.");
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number_in(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::variant<codec::JsonValue, server::Response> read_body(
    Place& place, const Call& call, std::initializer_list<std::string_view> known) {
  const auto root = place.parser.parse(call.request.body);
  if (!root || root->type() != codec::JsonValue::Type::object)
    return problem(400, "The body must be one JSON object with " + list_of(known) + ".");
  std::string fault;
  std::set<std::string_view> seen;
  root->for_each_member([&](std::string_view name, codec::JsonValue) {
    if (!fault.empty()) return;
    if (!is_among(name, known)) {
      fault = "Unknown member '" + std::string(name) + "'; known: " + list_of(known) + ".";
    } else if (!seen.insert(name).second) {
      fault = "'" + std::string(name) + "' is there twice.";
    }
  });
  if (!fault.empty()) return problem(400, fault);
  return *root;
}

void note(Place& place, const Call& call, std::string_view event, std::string_view target,
          std::string_view outcome, std::initializer_list<telemetry::Field> more) {
  const telemetry::Action action{call.request.peer, call.key_mark, target, outcome,
                                 call.request.request_id};
  place.services.audit.event(event, action, more);
}

}  // namespace spotter::admin
