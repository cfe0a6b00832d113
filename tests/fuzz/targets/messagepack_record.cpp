#include "fuzz/records.hpp"

// One MessagePack record without its length; and the bytes as a value, whatever they are.
using namespace spotter;

namespace {

void check_value(std::string_view bytes) {
  hub::messagepack::Reader reader(bytes);
  std::string json;
  const bool read = hub::messagepack::append_as_json(reader, json).has_value();
  // Escapes make six bytes of one, and few bytes of a number many digits of it.
  fuzz::check(json.size() <= 6 * bytes.size() + 64, "the JSON is not much longer than the bytes");
  if (!read) return;
  codec::JsonParser parser;
  const auto value = parser.parse(json);
  fuzz::check(value.has_value(), "a MessagePack value is valid JSON");
  std::string again;
  hub::messagepack::append_json_as_messagepack(*value, again);
  hub::messagepack::Reader reader_again(again);
  std::string json_again;
  fuzz::check(hub::messagepack::append_as_json(reader_again, json_again).has_value(),
              "a value that was read can be written and read");
  fuzz::check(json_again == json, "and is the same");
  fuzz::check(reader_again.rest().empty(), "and nothing is left");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  codec::JsonParser parser;
  hub::MessagePackProtocol protocol(parser);
  const auto record = protocol.parse(bytes);
  if (record) {
    fuzz::check_agreement(*record);
  } else {
    fuzz::check(record.error().code == Errc::malformed, "what is no record is malformed");
  }
  check_value(bytes);
  return 0;
}
