#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/llm/http/one_call.hpp>

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace spotter::llm::openai {

/// Responses: typed events that tell how the items of a response grow, or one whole response.
///
/// A server says each piece up to four times: in deltas, in the `done` of a part and of an item,
/// and with the whole response. What it says last is right, and what it did not say before is
/// emitted then; words that were emitted cannot be taken back.
class ResponsesDialect : public http::Dialect {
 public:
  http::Said read(const codec::JsonValue& payload, http::Answer& answer) override;
  http::Said read_more(std::string_view words, http::Answer& answer) override;
  [[nodiscard]] http::PayloadMembers members() const override;
  /// This dialect has no such mark: whoever sends it before the end broke off.
  http::Said read_done_mark(http::Answer& answer) override;
  void read_usage(const codec::JsonValue& payload, http::Answer& answer) override;

 private:
  /// Where a text stands in the response.
  struct Place {
    bool refusal = false;
    std::int64_t item = 0;
    std::int64_t part = 0;

    auto operator<=>(const Place&) const = default;
  };

  /// False: over a limit.
  bool read_event(std::string_view type, const codec::JsonValue& payload, http::Answer& answer);
  bool begin_item(std::int64_t index, const codec::JsonValue& item, http::Answer& answer);
  bool end_item(std::int64_t index, const codec::JsonValue& item, http::Answer& answer);
  void add(const Place& place, std::string_view delta, http::Answer& answer);
  void complete(const Place& place, std::string_view whole, http::Answer& answer);
  void complete_part(std::int64_t item, std::int64_t part, const codec::JsonValue& value,
                     http::Answer& answer);
  http::Said end(const codec::JsonValue& response, std::string_view status, http::Answer& answer);
  bool read_output(const codec::JsonValue& response, http::Answer& answer);

  std::map<Place, std::string> said_;                    ///< with marks
  Place last_;                                           ///< that words were added to
  std::map<std::int64_t, std::string> whole_arguments_;  ///< of calls whose item is not done
};

}  // namespace spotter::llm::openai
