#include "hub/messagepack_protocol.hpp"

#include "hub/messagepack.hpp"
#include "hub/record_type.hpp"

#include <cassert>

namespace spotter::hub {
namespace {

using messagepack::Reader;

/// What a completion brings.
enum class Outcome : std::int64_t { error = 1, nothing = 2, value = 3 };

Error malformed(std::string_view why) {
  return {Errc::malformed, why};
}

/// How many elements a record of a kind has at least, its type counted.
std::size_t elements_min(Kind kind) {
  switch (kind) {
    case Kind::invocation:
    case Kind::stream_invocation:
      return 5;
    case Kind::stream_item:
    case Kind::completion:
      return 4;
    case Kind::cancel_invocation:
      return 3;
    case Kind::close:
    case Kind::ack:
    case Kind::sequence:
      return 2;
    case Kind::ping:
    case Kind::other:
      break;
  }
  return 1;
}

/// Nothing in them is of use, but they must be what they should be.
void read_headers(Reader& reader) {
  const std::size_t count = reader.map();
  for (std::size_t i = 0; i < 2 * count && !reader.failed(); ++i)
    reader.text();
}

void read_upload_ids(Reader& reader, Record& record) {
  const std::size_t count = reader.array();
  for (std::size_t i = 0; i < count && !reader.failed(); ++i)
    record.upload_ids.push_back(reader.text());
}

/// Headers and id, of records that need one.
void begin_reading(Reader& reader, Record& record) {
  read_headers(reader);
  record.id = reader.text();
}

/// With a parser of its own: whoever writes may have values that the shard's parser holds.
void append_value(std::string& out, std::string_view json) {
  codec::JsonParser parser;
  const auto value = parser.parse(json);
  assert(value && "a value of ours is no JSON");
  if (value) {
    messagepack::append_json_as_messagepack(*value, out);
  } else {
    messagepack::append_nil(out);
  }
}

/// The array's head, the type, and an empty map of headers.
void begin_record(std::string& out, std::size_t elements, RecordType type) {
  messagepack::append_array_head(out, elements);
  messagepack::append_integer(out, static_cast<std::int64_t>(type));
  messagepack::append_map_head(out, 0);
}

void write_counter(std::string& out, RecordType type, std::int64_t sequence_id) {
  const std::size_t begin = out.size();
  messagepack::append_array_head(out, 2);
  messagepack::append_integer(out, static_cast<std::int64_t>(type));
  messagepack::append_integer(out, sequence_id);
  messagepack::frame_record(out, begin);
}

void begin_completion(std::string& out, std::string_view id, Outcome outcome) {
  begin_record(out, outcome == Outcome::nothing ? 4 : 5, RecordType::completion);
  messagepack::append_text(out, id);
  messagepack::append_integer(out, static_cast<std::int64_t>(outcome));
}

}  // namespace

void messagepack::append_record_length(std::string& out, std::size_t bytes) {
  for (; bytes > 0x7F; bytes >>= 7U)
    out.push_back(static_cast<char>(static_cast<unsigned char>((bytes & 0x7FU) | 0x80U)));
  out.push_back(static_cast<char>(bytes));
}

void messagepack::frame_record(std::string& out, std::size_t begin) {
  std::string length;  // five bytes: no allocation
  append_record_length(length, out.size() - begin);
  out.insert(begin, length);
}

Result<Record> MessagePackProtocol::parse(std::string_view bytes) {
  Reader reader(bytes);
  const std::size_t count = reader.array();
  if (count == 0) return malformed("a record that is no array with a type");
  const std::int64_t type = reader.integer();
  if (reader.failed()) return malformed("a record without type");
  const std::optional<Kind> kind = kind_of(type);
  // A type of the future may be followed by anything: nothing else of it is looked at.
  if (!kind) return Record{};
  if (count < elements_min(*kind)) return malformed("a record with too few elements");
  Record record;
  record.kind = *kind;
  if (const auto read = read_elements(reader, count, record); !read) return read.error();
  if (reader.failed()) return malformed("a record with an element that is not what it should be");
  return record;
}

Result<void> MessagePackProtocol::read_elements(Reader& reader, std::size_t count, Record& record) {
  switch (record.kind) {
    case Kind::invocation:
    case Kind::stream_invocation:
      return read_invocation(reader, count, record);
    case Kind::completion:
      return read_completion(reader, count, record);
    case Kind::stream_item:
    case Kind::cancel_invocation:
      begin_reading(reader, record);
      if (record.id.empty()) return malformed("a record without id");
      if (record.kind == Kind::cancel_invocation) return {};
      return read_value(reader, record);
    case Kind::ack:
    case Kind::sequence:
      record.sequence_id = reader.integer();
      return {};
    case Kind::close:
      record.error = reader.text_or_nil();
      if (count > 2) reader.boolean();  // whether the client would take us back
      return {};
    case Kind::ping:
    case Kind::other:
      return {};
  }
  return {};
}

Result<void> MessagePackProtocol::read_invocation(Reader& reader, std::size_t count,
                                                  Record& record) {
  read_headers(reader);
  record.id = reader.text_or_nil().value_or("");
  if (record.kind == Kind::stream_invocation && record.id.empty()) {
    return malformed("a stream without id");
  }
  record.target = reader.text();
  if (record.target.empty()) return malformed("an invocation without target");
  if (const auto read = read_value(reader, record); !read) return read;
  if (record.value.type() != codec::JsonValue::Type::array) {
    return malformed("an invocation without arguments");
  }
  if (count > 5) read_upload_ids(reader, record);
  return {};
}

Result<void> MessagePackProtocol::read_completion(Reader& reader, std::size_t count,
                                                  Record& record) {
  begin_reading(reader, record);
  if (record.id.empty()) return malformed("a record without id");
  const auto outcome = static_cast<Outcome>(reader.integer());
  if (outcome == Outcome::nothing) return {};
  if (count < 5) return malformed("a completion without what it brings");
  if (outcome == Outcome::value) return read_value(reader, record);
  if (outcome != Outcome::error) return malformed("a completion that brings something unknown");
  record.error = reader.text();
  return {};
}

/// The record's own array is a level, as the object is that a JSON record is.
Result<void> MessagePackProtocol::read_value(Reader& reader, Record& record) {
  std::string json;
  const auto read = messagepack::append_as_json(reader, json, messagepack::kDepthMax - 1);
  if (!read) return read;
  const auto value = parser_.parse(json);
  if (!value) return value.error();
  record.value = *value;
  return {};
}

void MessagePackProtocol::write_invocation(std::string& out, std::string_view id,
                                           std::string_view target, std::string_view arguments) {
  const std::size_t begin = out.size();
  begin_record(out, 6, RecordType::invocation);
  if (id.empty()) {
    messagepack::append_nil(out);
  } else {
    messagepack::append_text(out, id);
  }
  messagepack::append_text(out, target);
  append_value(out, arguments);
  messagepack::append_array_head(out, 0);  // no streams
  messagepack::frame_record(out, begin);
}

void MessagePackProtocol::write_item(std::string& out, std::string_view id, std::string_view item) {
  const std::size_t begin = out.size();
  begin_record(out, 4, RecordType::stream_item);
  messagepack::append_text(out, id);
  append_value(out, item);
  messagepack::frame_record(out, begin);
}

void MessagePackProtocol::write_result(std::string& out, std::string_view id,
                                       std::string_view result) {
  const std::size_t begin = out.size();
  begin_completion(out, id, Outcome::value);
  append_value(out, result);
  messagepack::frame_record(out, begin);
}

void MessagePackProtocol::write_stream_end(std::string& out, std::string_view id) {
  const std::size_t begin = out.size();
  begin_completion(out, id, Outcome::nothing);
  messagepack::frame_record(out, begin);
}

void MessagePackProtocol::write_error(std::string& out, std::string_view id,
                                      std::string_view error) {
  const std::size_t begin = out.size();
  begin_completion(out, id, Outcome::error);
  messagepack::append_text(out, error);
  messagepack::frame_record(out, begin);
}

void MessagePackProtocol::write_ping(std::string& out) {
  const std::size_t begin = out.size();
  messagepack::append_array_head(out, 1);
  messagepack::append_integer(out, static_cast<std::int64_t>(RecordType::ping));
  messagepack::frame_record(out, begin);
}

void MessagePackProtocol::write_close(std::string& out, Close close, std::string_view error) {
  const std::size_t begin = out.size();
  messagepack::append_array_head(out, 3);
  messagepack::append_integer(out, static_cast<std::int64_t>(RecordType::close));
  if (error.empty()) {
    messagepack::append_nil(out);
  } else {
    messagepack::append_text(out, error);
  }
  messagepack::append_boolean(out, close == Close::come_back);
  messagepack::frame_record(out, begin);
}

void MessagePackProtocol::write_ack(std::string& out, std::int64_t sequence_id) {
  write_counter(out, RecordType::ack, sequence_id);
}

void MessagePackProtocol::write_sequence(std::string& out, std::int64_t sequence_id) {
  write_counter(out, RecordType::sequence, sequence_id);
}

}  // namespace spotter::hub
