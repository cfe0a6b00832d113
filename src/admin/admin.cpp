#include "admin/key_check.hpp"
#include "admin/routes.hpp"

#include <spotter/admin/admin.hpp>
#include <spotter/api/line_pace.hpp>
#include <spotter/server/address.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace spotter::admin {
namespace {

constexpr std::string_view kRoot = "/admin";

/// As the router answers what is no path.
server::Response nothing_here() {
  return server::problem(404, "There is nothing at this path.");
}

server::Response refuse_key() {
  server::Response refused = problem(401, "This needs the administrator's key.");
  refused.headers.emplace_back("WWW-Authenticate", "Bearer");
  return refused;
}

server::Response come_later(Duration wait) {
  server::Response refused = problem(429, "Too many requests, or wrong keys, from this address.");
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  refused.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1)));
  return refused;
}

/// What comes behind "/admin/".
std::string_view path_below(std::string_view target) noexcept {
  std::string_view path = codec::split_target(target).path;
  if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path.size() > kRoot.size() ? path.substr(kRoot.size() + 1) : std::string_view();
}

}  // namespace

std::string_view name_of(Phase phase) noexcept {
  switch (phase) {
    case Phase::serving:
      return "serving";
    case Phase::leaving:
      return "leaving";
    case Phase::draining:
      return "draining";
    case Phase::ending:
      return "ending";
  }
  return "unknown";
}

struct Admin::Impl {
  Place place;
  KeyCheck key;
  api::LinePace refused_lines;

  explicit Impl(Services given) : place{std::move(given)}, key(place.services.entropy) {}

  Task<server::Answer> answer(const server::Request& request);
  Task<std::optional<Duration>> wait_of(const server::Request& request, bool right_key);
  Task<server::Response> dispatch(const server::Request& request, std::string key_mark);
  void note_refusal(const server::Request& request, std::string_view shown);
};

/// One look at the limits, so that nobody tries many keys at once.
Task<std::optional<Duration>> Admin::Impl::wait_of(const server::Request& request, bool right_key) {
  auto& limits = place.services.abuse_limits;
  std::string address = server::counted_address(request.peer);
  const shard::ShardId home = std::hash<std::string>{}(address) % limits.size();
  auto ask = [address = std::move(address), right_key, now = place.services.clock.now()](
                 api::AbuseLimits& there) { return there.administrate(address, right_key, now); };
  auto asking = limits.invoke_on(home, std::move(ask));
  co_return co_await std::move(asking);
}

void Admin::Impl::note_refusal(const server::Request& request, std::string_view shown) {
  const auto repeated = refused_lines.next(place.services.clock.now());
  if (!repeated) return;
  const std::string mark = mark_of(shown);
  const telemetry::Action action{request.peer, mark, {}, "refused", request.request_id};
  place.services.audit.event("admin_key_refused", action, {{"repeated", *repeated}});
}

Task<server::Answer> Admin::Impl::answer(const server::Request& request) {
  if (!key.has_key()) co_return nothing_here();
  const std::string_view shown = bearer_key(request.header("Authorization"));
  const bool right = key.opens(shown);
  const auto wait = co_await wait_of(request, right);
  if (!right) note_refusal(request, shown);
  if (wait) co_return come_later(*wait);
  if (!right) co_return refuse_key();
  auto dispatching = dispatch(request, mark_of(shown));
  server::Response response = co_await std::move(dispatching);
  co_return response;
}

Task<server::Response> Admin::Impl::dispatch(const server::Request& request, std::string key_mark) {
  auto query = codec::Query::parse(codec::split_target(request.target).query);
  if (!query) co_return problem(400, "The query is malformed.");
  std::string_view method = request.method;
  if (method == "HEAD") method = "GET";
  Call call{request, method, {}, std::move(*query), std::move(key_mark)};
  const std::string_view path = path_below(request.target);
  std::string_view found;
  for (const Entry& entry : routes()) {
    const auto name = match(entry.path, path);
    if (!name) continue;
    found = entry.path;
    if (entry.method != call.method) continue;
    call.name = *name;
    auto answering = entry.answer(place, call);
    co_return co_await std::move(answering);
  }
  if (found.empty()) co_return problem(404, "There is nothing at this path.");
  server::Response refused;
  refused.status = 204;
  if (call.method != "OPTIONS") refused = problem(405, "This path does not take the method.");
  refused.headers.emplace_back("Allow", allowed_methods(found));
  co_return refused;
}

Admin::Admin(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {}

Admin::~Admin() = default;

void Admin::add_routes(server::Router& router) {
  server::Route route;
  route.path = kRoot;
  route.whole_tree = true;
  route.body_bytes_max = kBodyBytesMax;
  route.uncached = true;
  route.answer = [self = impl_.get()](const server::Request& request) {
    return self->answer(request);
  };
  router.add(std::move(route));
}

void Admin::set_key(const Secret& key) {
  impl_->key.set_key(key);
}

void Admin::show(std::shared_ptr<const SettingsView> settings) {
  impl_->place.settings = std::move(settings);
}

}  // namespace spotter::admin
