#include "fuzz/records.hpp"

// One JSON record without its end mark.
using namespace spotter;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  codec::JsonParser parser;
  hub::JsonProtocol protocol(parser);
  const auto record = protocol.parse(fuzz::text_of(data, size));
  if (record) {
    fuzz::check_agreement(*record);
  } else {
    fuzz::check(record.error().code == Errc::malformed, "what is no record is malformed");
  }
  return 0;
}
