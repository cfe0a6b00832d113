#pragma once

#include "hub/protocol.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace spotter::testing {

/// "0d 96 01": bytes as hexadecimal digits in groups.
inline std::string bytes_of(std::string_view hex) {
  std::string digits(hex);
  digits.erase(std::remove(digits.begin(), digits.end(), ' '), digits.end());
  return from_hex(digits).value();
}

/// All that a record says, whichever protocol read it.
inline std::string told(const hub::Record& record) {
  std::string text = std::to_string(static_cast<int>(record.kind));
  text.append(" id ").append(record.id).append(" target ").append(record.target);
  text.append(" value ").append(record.value.to_json()).append(" uploads");
  for (const auto id : record.upload_ids)
    text.append(" ").append(id);
  // Only these two have one: what it is of others means nothing.
  const bool may_fail = record.kind == hub::Kind::completion || record.kind == hub::Kind::close;
  if (may_fail && record.error) text.append(" error ").append(*record.error);
  return text.append(" number ").append(std::to_string(record.sequence_id));
}

/// A record in both encodings.
struct RecordExample {
  std::string_view name;
  std::string_view json;  ///< without its end mark
  std::string_view hex;   ///< MessagePack, its length included
};

/// Records as the reference server writes them.
inline constexpr std::array kRecordExamples{
    RecordExample{"invocation",
                  R"({"type":1,"invocationId":"1","target":"Add","arguments":[40,2]})",
                  "0d 96 01 80 a1 31 a3 41 64 64 92 28 02 90"},
    RecordExample{"push", R"({"type":1,"target":"Recv","arguments":["hi"]})",
                  "0e 96 01 80 c0 a4 52 65 63 76 91 a2 68 69 90"},
    RecordExample{
        "upload",
        R"({"type":1,"invocationId":"3","target":"Sum","arguments":[],"streamIds":["2"]})",
        "0d 96 01 80 a1 33 a3 53 75 6d 90 91 a1 32"},
    RecordExample{"question", R"({"type":1,"invocationId":"s1","target":"Ask","arguments":[5]})",
                  "0d 96 01 80 a2 73 31 a3 41 73 6b 91 05 90"},
    RecordExample{"item", R"({"type":2,"invocationId":"1","item":7})", "06 94 02 80 a1 31 07"},
    RecordExample{"null item", R"({"type":2,"invocationId":"1","item":null})",
                  "06 94 02 80 a1 31 c0"},
    RecordExample{"result", R"({"type":3,"invocationId":"1","result":42})",
                  "07 95 03 80 a1 31 03 2a"},
    RecordExample{"null result", R"({"type":3,"invocationId":"1","result":null})",
                  "07 95 03 80 a1 31 03 c0"},
    RecordExample{"stream end", R"({"type":3,"invocationId":"1"})", "06 94 03 80 a1 31 02"},
    RecordExample{"error", R"({"type":3,"invocationId":"1","error":"boom"})",
                  "0b 95 03 80 a1 31 01 a4 62 6f 6f 6d"},
    RecordExample{"stream invocation",
                  R"({"type":4,"invocationId":"2","target":"Count","arguments":[5]})",
                  "0e 96 04 80 a1 32 a5 43 6f 75 6e 74 91 05 90"},
    RecordExample{"cancel", R"({"type":5,"invocationId":"2"})", "05 93 05 80 a1 32"},
    RecordExample{"ping", R"({"type":6})", "02 91 06"},
    RecordExample{"close", R"({"type":7})", "04 93 07 c0 c2"},
    RecordExample{"close, come back", R"({"type":7,"allowReconnect":true})", "04 93 07 c0 c3"},
    RecordExample{"close with error",
                  R"({"type":7,"error":"Connection closed with an error.","allowReconnect":true})",
                  "25 93 07 d9 20 43 6f 6e 6e 65 63 74 69 6f 6e 20 63 6c 6f 73 65 64 20 77 69 74 "
                  "68 20 61 6e 20 65 72 72 6f 72 2e c3"},
    RecordExample{"ack", R"({"type":8,"sequenceId":42})", "03 92 08 2a"},
    RecordExample{"sequence", R"({"type":9,"sequenceId":146})", "04 92 09 cc 92"},
};

/// Records as the JavaScript client writes them.
inline constexpr std::array kClientExamples{
    RecordExample{"invocation without stream ids",
                  R"({"target":"Echo","arguments":["hi",1],"invocationId":"0","type":1})",
                  "0f 95 01 80 a1 30 a4 45 63 68 6f 92 a2 68 69 01"},
    RecordExample{"nil id", R"({"target":"Fire","arguments":[{"A":1}],"type":1})",
                  "0e 95 01 80 c0 a4 46 69 72 65 91 81 a1 41 01"},
    RecordExample{"close of two elements", R"({"type":7})", "03 92 07 c0"},
    RecordExample{
        "upload",
        R"({"target":"Upload","arguments":[7],"invocationId":"3","streamIds":["2"],"type":1})",
        "11 96 01 80 a1 33 a6 55 70 6c 6f 61 64 91 07 91 a1 32"},
    RecordExample{"cancel", R"({"invocationId":"1","type":5})", "05 93 05 80 a1 31"},
};

}  // namespace spotter::testing
