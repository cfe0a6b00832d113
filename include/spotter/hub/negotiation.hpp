#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spotter::hub {

/// What the client asked for with `negotiateVersion`. Source: SignalR transport protocol, as
/// shipped.
struct NegotiationRequest {
  int version = 0;    ///< 0 or 1: a higher one is answered with 1, an absent one means 0
  std::string error;  ///< not empty: answer 200 with negotiation_error(error)
};
/// `version_text`: the decoded query value, or nothing when the parameter is absent.
NegotiationRequest parse_negotiation(std::optional<std::string_view> version_text);

/// The exact body of a successful answer (application/json). WebSockets only for now. Version 0 has
/// no token property: there the id is the token, so pass the token as `connection_id`.
std::string negotiation_response(int version, std::string_view connection_id,
                                 std::string_view connection_token);

/// {"error":"..."}.
std::string negotiation_error(std::string_view error);

}  // namespace spotter::hub
