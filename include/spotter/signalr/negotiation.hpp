#pragma once

#include <spotter/signalr/settings.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::signalr {

/// What the client asked for with `negotiateVersion`. Source: SignalR transport protocol, as
/// shipped.
struct NegotiationRequest {
  int version = 0;    ///< 0 or 1: a higher one is answered with 1, an absent one means 0
  std::string error;  ///< not empty: answer 200 with negotiation_error(error)
};
/// `version_text`: the decoded query value, or nothing when the parameter is absent. `version_min`:
/// Settings::negotiate_version_min.
NegotiationRequest parse_negotiation(std::optional<std::string_view> version_text, int version_min);

/// Whether the value of `useStatefulReconnect` is a yes.
bool asks_for_stateful_reconnect(std::optional<std::string_view> text) noexcept;

/// A connection that is offered.
struct NegotiationOffer {
  int version = 1;
  /// Version 0 has no token property: there the token is the id.
  std::string_view connection_id;
  std::string_view connection_token;
  bool stateful = false;  ///< only for who asked: clients give up at what they did not ask for
};
/// The exact body of a successful answer (application/json), with the transports that are switched
/// on, in the order in which clients prefer them.
std::string negotiation_response(const NegotiationOffer& offer, const Settings& settings);

/// {"error":"..."}.
std::string negotiation_error(std::string_view error);

}  // namespace spotter::signalr
