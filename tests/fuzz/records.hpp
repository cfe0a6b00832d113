#pragma once

#include "fuzz/check.hpp"
#include "hub/json_protocol.hpp"
#include "hub/messagepack.hpp"
#include "hub/messagepack_protocol.hpp"
#include "support/hub_records.hpp"

#include <spotter/codec/json_writer.hpp>

#include <string>

namespace spotter::fuzz {

/// As record types are numbered on the wire.
inline std::int64_t type_of(const hub::Record& record) {
  return static_cast<std::int64_t>(record.kind) + 1;
}

inline bool is_call(const hub::Record& record) {
  return record.kind == hub::Kind::invocation || record.kind == hub::Kind::stream_invocation;
}

/// The record as a client would write it in JSON, without end mark. Not of Kind::other.
inline std::string json_of(const hub::Record& record) {
  using hub::Kind;
  std::string json = R"({"type":)" + std::to_string(type_of(record));
  const auto add = [&](std::string_view name, std::string_view text) {
    json.append(",\"").append(name).append("\":");
    codec::append_json_string(json, text);
  };
  if (!record.id.empty()) add("invocationId", record.id);
  if (record.error) add("error", *record.error);
  if (is_call(record)) {
    add("target", record.target);
    json += R"(,"arguments":)" + record.value.to_json() + R"(,"streamIds":[)";
    for (std::size_t i = 0; i < record.upload_ids.size(); ++i) {
      if (i > 0) json += ',';
      codec::append_json_string(json, record.upload_ids[i]);
    }
    json += ']';
  } else if (record.kind == Kind::stream_item) {
    json += R"(,"item":)" + record.value.to_json();
  } else if (record.kind == Kind::completion && !record.error) {
    json += R"(,"result":)" + record.value.to_json();
  } else if (record.kind == Kind::ack || record.kind == Kind::sequence) {
    json += R"(,"sequenceId":)" + std::to_string(record.sequence_id);
  }
  return json + '}';
}

/// The same in MessagePack, without length.
inline std::string messagepack_of(const hub::Record& record) {
  namespace mp = hub::messagepack;
  using hub::Kind;
  std::string out;
  const auto begin = [&](std::size_t elements) {
    mp::append_array_head(out, elements);
    mp::append_integer(out, type_of(record));
  };
  const auto begin_with_id = [&](std::size_t elements) {
    begin(elements);
    mp::append_map_head(out, 0);
    if (record.id.empty()) {
      mp::append_nil(out);
    } else {
      mp::append_text(out, record.id);
    }
  };
  if (is_call(record)) {
    begin_with_id(6);
    mp::append_text(out, record.target);
    mp::append_json_as_messagepack(record.value, out);
    mp::append_array_head(out, record.upload_ids.size());
    for (const auto id : record.upload_ids)
      mp::append_text(out, id);
  } else if (record.kind == Kind::stream_item) {
    begin_with_id(4);
    mp::append_json_as_messagepack(record.value, out);
  } else if (record.kind == Kind::completion) {
    begin_with_id(5);
    mp::append_integer(out, record.error ? 1 : 3);
    if (record.error) {
      mp::append_text(out, *record.error);
    } else {
      mp::append_json_as_messagepack(record.value, out);
    }
  } else if (record.kind == Kind::cancel_invocation) {
    begin_with_id(3);
  } else if (record.kind == Kind::close) {
    begin(2);
    if (record.error) {
      mp::append_text(out, *record.error);
    } else {
      mp::append_nil(out);
    }
  } else if (record.kind == Kind::ping) {
    begin(1);
  } else {
    begin(2);
    mp::append_integer(out, record.sequence_id);
  }
  return out;
}

/// Whatever one protocol has read, both write and read again as the same.
inline void check_agreement(const hub::Record& record) {
  if (record.kind == hub::Kind::other) return;
  const std::string expected = testing::told(record);
  const std::string json = json_of(record);
  const std::string messagepack = messagepack_of(record);
  codec::JsonParser parser;
  hub::JsonProtocol json_protocol(parser);
  const auto from_json = json_protocol.parse(json);
  check(from_json.has_value(), "a record that was read is one in JSON");
  check(testing::told(*from_json) == expected, "and the same");
  hub::MessagePackProtocol messagepack_protocol(parser);
  const auto from_messagepack = messagepack_protocol.parse(messagepack);
  check(from_messagepack.has_value(), "a record that was read is one in MessagePack");
  check(testing::told(*from_messagepack) == expected, "and the same");
}

}  // namespace spotter::fuzz
