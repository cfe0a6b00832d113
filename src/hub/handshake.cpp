#include "hub/handshake.hpp"

#include "hub/record_buffer.hpp"

#include <spotter/codec/json_writer.hpp>

namespace spotter::hub {

Result<HandshakeRequest> parse_handshake(codec::JsonParser& parser, std::string_view text) {
  const auto root = parser.parse(text);
  if (!root) return root.error();
  const auto protocol = root->get("protocol");
  const auto version = root->get("version");
  if (!protocol || !protocol->string())
    return Error{Errc::malformed, "Missing required property 'protocol'."};
  if (!version || !version->integer())
    return Error{Errc::malformed, "Missing required property 'version'."};
  return HandshakeRequest{*protocol->string(), *version->integer()};
}

void write_handshake_accepted(std::string& out) {
  out.append("{}").push_back(kRecordEnd);
}

void write_handshake_error(std::string& out, std::string_view error) {
  out.append(R"({"error":)");
  codec::append_json_string(out, error);
  out.push_back('}');
  out.push_back(kRecordEnd);
}

}  // namespace spotter::hub
