#pragma once

#include "admin/call.hpp"

namespace spotter::admin {

/// One file a noun. Each answers one method of one path of the table in routes.cpp.

Task<server::Response> list_sessions(Place& place, const Call& call);
Task<server::Response> show_session(Place& place, const Call& call);
Task<server::Response> close_session(Place& place, const Call& call);

Task<server::Response> list_providers(Place& place, const Call& call);
Task<server::Response> set_breaker(Place& place, const Call& call);

Task<server::Response> show_quota(Place& place, const Call& call);
Task<server::Response> reset_quota(Place& place, const Call& call);

Task<server::Response> list_log_levels(Place& place, const Call& call);
Task<server::Response> set_log_level(Place& place, const Call& call);
Task<server::Response> reset_log_level(Place& place, const Call& call);

Task<server::Response> list_settings(Place& place, const Call& call);

Task<server::Response> show_drain(Place& place, const Call& call);
Task<server::Response> begin_drain(Place& place, const Call& call);

}  // namespace spotter::admin
