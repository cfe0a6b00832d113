#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::hub {

/// How a connection writes its records.
enum class Encoding { json, messagepack };

/// A push to the client, `target(argument)`, whose one argument is an object of constant string
/// members and one string member that only grows. It keeps the encoded text, so that a push costs a
/// copy and never escapes a byte twice.
class GrowingMessage {
 public:
  /// The argument is {"<constants...>", "<growing_key>": "<text>"}, members in this order.
  GrowingMessage(Encoding encoding, std::string_view target,
                 const std::vector<std::pair<std::string_view, std::string_view>>& constants,
                 std::string_view growing_key);

  /// Adds to the text. Valid UTF-8, cut at a code point.
  void append(std::string_view text);

  /// Appends the message as it is now, as one whole record.
  void append_record_to(std::string& out) const;

 private:
  Encoding encoding_;
  std::string head_;  ///< up to the text (JSON: its opening quote)
  std::string text_;  ///< as the encoding writes it
};

}  // namespace spotter::hub
