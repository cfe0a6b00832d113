#include "hub/json_protocol.hpp"

#include <spotter/codec/json_writer.hpp>

#include <optional>

namespace spotter::hub::json {
namespace {

using codec::JsonValue;

/// The record types of the protocol. Ack and Sequence only matter with stateful reconnect.
enum Type : std::int64_t {
  kInvocation = 1,
  kStreamItem = 2,
  kCompletion = 3,
  kStreamInvocation = 4,
  kCancelInvocation = 5,
  kPing = 6,
  kClose = 7,
  kAck = 8,
  kSequence = 9
};

/// The members of one record. An absent one is nothing; one of the wrong type, null included, is an
/// error whatever the record's type, as in the reference.
struct Fields {
  std::optional<std::string_view> id;
  std::optional<std::string_view> target;
  std::optional<JsonValue> arguments;
  std::optional<std::size_t> stream_count;
  std::optional<std::int64_t> sequence_id;
  bool item = false;
  bool result = false;
  bool error = false;
  bool wrong_type = false;
};

template <class T>
void read_into(std::optional<T>& field, std::optional<T> value, bool& wrong_type) {
  if (!value) wrong_type = true;
  field = std::move(value);
}

bool holds_strings_only(JsonValue array) {
  bool strings_only = true;
  array.for_each([&](JsonValue item) { strings_only &= item.type() == JsonValue::Type::string; });
  return strings_only;
}

bool is_header_map(JsonValue value) {
  bool strings_only = value.type() == JsonValue::Type::object;
  value.for_each_member([&](std::string_view, JsonValue member) {
    strings_only &= member.type() == JsonValue::Type::string;
  });
  return strings_only;
}

void read_member(Fields& fields, std::string_view name, JsonValue value) {
  bool& wrong = fields.wrong_type;
  if (name == "invocationId") {
    read_into(fields.id, value.string(), wrong);
  } else if (name == "target") {
    read_into(fields.target, value.string(), wrong);
  } else if (name == "arguments") {
    wrong |= value.type() != JsonValue::Type::array;
    fields.arguments = value;
  } else if (name == "streamIds") {
    wrong |= value.type() != JsonValue::Type::array || !holds_strings_only(value);
    fields.stream_count = value.size();
  } else if (name == "headers") {
    wrong |= !is_header_map(value);
  } else if (name == "sequenceId") {
    read_into(fields.sequence_id, value.integer(), wrong);
  } else if (name == "error") {
    wrong |= value.type() != JsonValue::Type::string;
    fields.error = true;
  } else if (name == "allowReconnect") {
    wrong |= value.type() != JsonValue::Type::boolean;
  } else if (name == "item") {
    fields.item = true;
  } else if (name == "result") {
    fields.result = true;
  }
}

Result<Record> make_invocation(Kind kind, const Fields& fields) {
  if (!fields.target || fields.target->empty())
    return Error{Errc::malformed, "an invocation without target"};
  if (!fields.arguments) return Error{Errc::malformed, "an invocation without arguments"};
  const std::string_view id = fields.id.value_or("");
  if (kind == Kind::stream_invocation && id.empty())
    return Error{Errc::malformed, "a stream without id"};
  return Record{kind, id, *fields.target, *fields.arguments, fields.stream_count.value_or(0)};
}

/// Records that a server without streams and client results has no use for still have to be right.
Result<Record> make_other(std::int64_t type, const Fields& fields) {
  const bool has_id = fields.id && !fields.id->empty();
  switch (type) {
    case kStreamItem:
      if (!has_id || !fields.item)
        return Error{Errc::malformed, "a stream item without id or item"};
      break;
    case kCompletion:
      if (!has_id) return Error{Errc::malformed, "a completion without id"};
      if (fields.error && fields.result)
        return Error{Errc::malformed, "a completion with error and result"};
      break;
    case kCancelInvocation:
      if (!has_id) return Error{Errc::malformed, "a cancellation without id"};
      break;
    case kAck:
    case kSequence:
      if (!fields.sequence_id) return Error{Errc::malformed, "an ack or sequence without number"};
      break;
    default:
      break;
  }
  return Record{};
}

Record record_of(Kind kind) {
  Record record;
  record.kind = kind;
  return record;
}

}  // namespace

Result<HandshakeRequest> parse_handshake(codec::JsonParser& parser, std::string_view text) {
  const auto root = parser.parse(text);
  if (!root) return root.error();
  const auto protocol = root->get("protocol");
  const auto version = root->get("version");
  if (!protocol || !protocol->string())
    return Error{Errc::malformed, "a handshake without protocol"};
  if (!version || !version->integer()) return Error{Errc::malformed, "a handshake without version"};
  return HandshakeRequest{*protocol->string(), *version->integer()};
}

Result<Record> parse_record(codec::JsonParser& parser, std::string_view text) {
  const auto root = parser.parse(text);
  if (!root) return root.error();
  const auto type_field = root->get("type");
  if (!type_field || !type_field->integer()) return Error{Errc::malformed, "a record without type"};
  const std::int64_t type = *type_field->integer();
  // A type of the future may use the known names for other things: nothing else of it is looked at.
  if (type < kInvocation || type > kSequence) return Record{};
  Fields fields;
  root->for_each_member(
      [&](std::string_view name, JsonValue value) { read_member(fields, name, value); });
  if (fields.wrong_type) return Error{Errc::malformed, "a record with a member of the wrong type"};
  switch (type) {
    case kInvocation:
      return make_invocation(Kind::invocation, fields);
    case kStreamInvocation:
      return make_invocation(Kind::stream_invocation, fields);
    case kPing:
      return record_of(Kind::ping);
    case kClose:
      return record_of(Kind::close);
    default:
      return make_other(type, fields);
  }
}

void write_handshake_accepted(std::string& out) {
  out += "{}\x1e";
}

void write_handshake_error(std::string& out, std::string_view error) {
  out += R"({"error":)";
  codec::append_json_string(out, error);
  out += "}\x1e";
}

void write_push(std::string& out, std::string_view target, std::string_view argument) {
  out.append(R"({"type":1,"target":)");
  codec::append_json_string(out, target);
  out.append(R"(,"arguments":[)").append(argument).append("]}");
  out.push_back(kRecordEnd);
}

void write_completion(std::string& out, std::string_view id) {
  out += R"({"type":3,"invocationId":)";
  codec::append_json_string(out, id);
  out += ",\"result\":null}\x1e";
}

void write_completion_error(std::string& out, std::string_view id, std::string_view error) {
  out += R"({"type":3,"invocationId":)";
  codec::append_json_string(out, id);
  out += R"(,"error":)";
  codec::append_json_string(out, error);
  out += "}\x1e";
}

void write_ping(std::string& out) {
  out += "{\"type\":6}\x1e";
}

void write_close(std::string& out, Close close) {
  switch (close) {
    case Close::for_good:
      out += "{\"type\":7}\x1e";
      break;
    case Close::come_back:
      out += "{\"type\":7,\"allowReconnect\":true}\x1e";
      break;
    case Close::with_error:
      out += R"({"type":7,"error":"Connection closed with an error.","allowReconnect":true})";
      out += kRecordEnd;
      break;
  }
}

}  // namespace spotter::hub::json
