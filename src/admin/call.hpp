#pragma once

#include <spotter/admin/admin.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/server/http.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace spotter::admin {

/// What all resources work on. One per shard.
struct Place {
  Services services;
  codec::JsonParser parser{kDepthMax};
  std::shared_ptr<const SettingsView> settings{};

  static constexpr std::size_t kDepthMax = 4;
};

/// A request that was let in. Lives until it is answered.
struct Call {
  const server::Request& request;
  std::string_view method;  ///< HEAD is GET
  std::string_view name;    ///< what the path names: a session, a provider, ...; as it was sent
  codec::Query query;
  std::string key_mark;  ///< of the key that was shown
};

/// Larger bodies are refused.
inline constexpr std::size_t kBodyBytesMax = 1024;

/// 200 or another success, in JSON.
server::Response page(int status, std::string body);
/// RFC 9457: the type is "urn:spotter:problem:<name>"; name and title are constants.
server::Response problem(int status, std::string_view name, std::string_view title,
                         std::string_view detail);
/// The same with the status' own name and title.
server::Response problem(int status, std::string_view detail);

/// The call's parameters; a problem for one that is not among `known`, or is there twice.
std::optional<server::Response> fault_in_query(const Call& call,
                                               std::initializer_list<std::string_view> known);
/// A whole number of the query; nothing for anything else.
std::optional<std::uint64_t> number_in(std::string_view text) noexcept;

/// The body, one JSON object without members that are not `known`; or why it is not. Its values
/// live until the parser's next document: until the next co_await.
std::variant<codec::JsonValue, server::Response> read_body(
    Place& place, const Call& call, std::initializer_list<std::string_view> known);

/// One line of what was done.
void note(Place& place, const Call& call, std::string_view event, std::string_view target,
          std::string_view outcome, std::initializer_list<telemetry::Field> more = {});

}  // namespace spotter::admin
