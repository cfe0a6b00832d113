#include "plan/json_text.hpp"

#include <spotter/codec/json_writer.hpp>

namespace spotter::plan {

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_raw_member(out, name, {});
  codec::append_json_string(out, text);
}

void append_raw_member(std::string& out, std::string_view name, std::string_view raw) {
  out.append("\"").append(name).append("\":").append(raw);
}

}  // namespace spotter::plan
