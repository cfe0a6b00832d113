#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/server/http.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::api {

/// One member of `errors` in a ValidationProblemDetails and its message.
using BindingError = std::pair<std::string, std::string>;

/// `Retry-After` in seconds, rounded up: who comes back then is not too early. At least 1.
std::string retry_seconds(Duration wait);
/// 429 with it, and an empty body.
server::Response too_many(Duration wait);

/// A `traceId` in the form of W3C's traceparent: of the request's span, or, where nobody traces, a
/// random one, since clients read it.
std::string make_trace_id(Entropy& entropy, const telemetry::SpanContext& span = {});

/// 400 as ASP.NET Core's MVC answers a body that it cannot bind.
server::Response binding_problem(const std::vector<BindingError>& errors, Entropy& entropy,
                                 const telemetry::SpanContext& span = {});
/// 400 as the LiftLog server's AI endpoints answer broken rules: {"error":[...]}.
server::Response broken_rules(std::string_view failures);
/// MVC's ProblemDetails of a status.
server::Response status_problem(int status, Entropy& entropy,
                                const telemetry::SpanContext& span = {});
/// The house's own problem of a status, for what MVC has no form of, with when to come again.
server::Response come_again(int status, std::string_view detail, Duration retry_after);

}  // namespace spotter::api
