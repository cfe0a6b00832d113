#include "hub/json_protocol.hpp"

#include "hub/record_type.hpp"

#include <spotter/codec/json_writer.hpp>

namespace spotter::hub {
namespace {

using codec::JsonValue;

/// The members of one record. An absent one is nothing; one of the wrong type, null included, is an
/// error whatever the record's type, as in the reference.
struct Fields {
  std::optional<std::string_view> id;
  std::optional<std::string_view> target;
  std::optional<std::string_view> error;
  std::optional<JsonValue> arguments;
  std::optional<JsonValue> item;
  std::optional<JsonValue> result;
  std::optional<std::int64_t> sequence_id;
  std::vector<std::string_view> upload_ids;
  bool wrong_type = false;
};

template <class T>
void read_into(std::optional<T>& field, std::optional<T> value, bool& wrong_type) {
  if (!value) wrong_type = true;
  field = std::move(value);
}

void read_strings(std::vector<std::string_view>& into, JsonValue array, bool& wrong_type) {
  if (array.type() != JsonValue::Type::array) wrong_type = true;
  array.for_each([&](JsonValue item) {
    const auto text = item.string();
    if (text) into.push_back(*text);
    wrong_type |= !text;
  });
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
    read_strings(fields.upload_ids, value, wrong);
  } else if (name == "headers") {
    wrong |= !is_header_map(value);
  } else if (name == "sequenceId") {
    read_into(fields.sequence_id, value.integer(), wrong);
  } else if (name == "error") {
    read_into(fields.error, value.string(), wrong);
  } else if (name == "allowReconnect") {
    wrong |= value.type() != JsonValue::Type::boolean;
  } else if (name == "item") {
    fields.item = value;
  } else if (name == "result") {
    fields.result = value;
  }
}

Error malformed(std::string_view why) {
  return {Errc::malformed, why};
}

Result<Record> make_invocation(Kind kind, Fields& fields) {
  if (!fields.target || fields.target->empty()) return malformed("an invocation without target");
  if (!fields.arguments) return malformed("an invocation without arguments");
  Record record;
  record.kind = kind;
  record.id = fields.id.value_or("");
  if (kind == Kind::stream_invocation && record.id.empty()) return malformed("a stream without id");
  record.target = *fields.target;
  record.value = *fields.arguments;
  record.upload_ids = std::move(fields.upload_ids);
  return record;
}

/// Items, completions and cancellations: all that follows an invocation.
Result<Record> make_follower(Kind kind, const Fields& fields) {
  if (!fields.id || fields.id->empty()) return malformed("a record without id");
  Record record;
  record.kind = kind;
  record.id = *fields.id;
  if (kind == Kind::stream_item) {
    if (!fields.item) return malformed("a stream item without item");
    record.value = *fields.item;
  } else if (kind == Kind::completion) {
    if (fields.error && fields.result) return malformed("a completion with error and result");
    record.error = fields.error;
    record.value = fields.result.value_or(JsonValue());
  }
  return record;
}

Result<Record> make_counter(Kind kind, const Fields& fields) {
  if (!fields.sequence_id) return malformed("an ack or sequence without number");
  Record record;
  record.kind = kind;
  record.sequence_id = *fields.sequence_id;
  return record;
}

void begin_follower(std::string& out, RecordType type, std::string_view id) {
  out.append(R"({"type":)").append(std::to_string(static_cast<int>(type)));
  out.append(R"(,"invocationId":)");
  codec::append_json_string(out, id);
}

void end_record(std::string& out) {
  out.push_back('}');
  out.push_back(kRecordEnd);
}

void write_counter(std::string& out, RecordType type, std::int64_t sequence_id) {
  out.append(R"({"type":)").append(std::to_string(static_cast<int>(type)));
  out.append(R"(,"sequenceId":)").append(std::to_string(sequence_id));
  end_record(out);
}

}  // namespace

Result<Record> JsonProtocol::parse(std::string_view bytes) {
  const auto root = parser_.parse(bytes);
  if (!root) return root.error();
  const auto type_field = root->get("type");
  if (!type_field || !type_field->integer()) return malformed("a record without type");
  const std::optional<Kind> kind = kind_of(*type_field->integer());
  // A type of the future may use the known names for other things: nothing else of it is looked at.
  if (!kind) return Record{};
  Fields fields;
  root->for_each_member(
      [&](std::string_view name, JsonValue value) { read_member(fields, name, value); });
  if (fields.wrong_type) return malformed("a record with a member of the wrong type");
  switch (*kind) {
    case Kind::invocation:
    case Kind::stream_invocation:
      return make_invocation(*kind, fields);
    case Kind::stream_item:
    case Kind::completion:
    case Kind::cancel_invocation:
      return make_follower(*kind, fields);
    case Kind::ack:
    case Kind::sequence:
      return make_counter(*kind, fields);
    case Kind::ping:
    case Kind::close:
    case Kind::other:
      break;
  }
  Record record;
  record.kind = *kind;
  if (*kind == Kind::close) record.error = fields.error;
  return record;
}

void JsonProtocol::write_invocation(std::string& out, std::string_view id, std::string_view target,
                                    std::string_view arguments) {
  out.append(R"({"type":1)");
  if (!id.empty()) {
    out.append(R"(,"invocationId":)");
    codec::append_json_string(out, id);
  }
  out.append(R"(,"target":)");
  codec::append_json_string(out, target);
  out.append(R"(,"arguments":)").append(arguments);
  end_record(out);
}

void JsonProtocol::write_item(std::string& out, std::string_view id, std::string_view item) {
  begin_follower(out, RecordType::stream_item, id);
  out.append(R"(,"item":)").append(item);
  end_record(out);
}

void JsonProtocol::write_result(std::string& out, std::string_view id, const Json& result) {
  begin_follower(out, RecordType::completion, id);
  out.append(R"(,"result":)").append(result.text);
  end_record(out);
}

void JsonProtocol::write_stream_end(std::string& out, std::string_view id) {
  begin_follower(out, RecordType::completion, id);
  end_record(out);
}

void JsonProtocol::write_error(std::string& out, std::string_view id, std::string_view error) {
  begin_follower(out, RecordType::completion, id);
  out.append(R"(,"error":)");
  codec::append_json_string(out, error);
  end_record(out);
}

void JsonProtocol::write_ping(std::string& out) {
  out.append(R"({"type":6)");
  end_record(out);
}

void JsonProtocol::write_close(std::string& out, Close close, std::string_view error) {
  out.append(R"({"type":7)");
  if (!error.empty()) {
    out.append(R"(,"error":)");
    codec::append_json_string(out, error);
  }
  if (close == Close::come_back) out.append(R"(,"allowReconnect":true)");
  end_record(out);
}

void JsonProtocol::write_ack(std::string& out, std::int64_t sequence_id) {
  write_counter(out, RecordType::ack, sequence_id);
}

void JsonProtocol::write_sequence(std::string& out, std::int64_t sequence_id) {
  write_counter(out, RecordType::sequence, sequence_id);
}

}  // namespace spotter::hub
