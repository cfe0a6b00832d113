#pragma once

#include <string>
#include <string_view>

namespace spotter::codec {

/// Half surrogates in JSON texts.
///
/// A JSON string may hold `\ud83c` without its other half: RFC 8259 section 8.2 lets it through,
/// UTF-8 cannot say it, and parsers refuse the whole document. A peer that cuts its text between
/// two UTF-16 units (an emoji over two deltas) sends the halves one after the other. So the lone
/// halves are rewritten before the document is parsed: to U+FFFD where nobody will join them, else
/// to marks that a HalfJoiner turns back.
///
/// A mark is a code point of the last 2,048 private ones of plane 16: the high half D800+n is
/// U+10F800+n, the low half DC00+n is U+10FC00+n. A text that really holds one of these code points
/// has it rewritten to the marks of its own two halves, so nothing is lost.

/// Whether mark_lone_halves or replace_lone_halves might change the text. Never false by mistake.
bool may_hold_lone_halves(std::string_view json) noexcept;

/// Overwrites each lone half by `\ufffd`, which is as long. `\\ud83c` is not an escape and stays.
void replace_lone_halves(std::string& json) noexcept;

/// The JSON text with marks in place of lone halves. Its strings are to be read through a
/// HalfJoiner.
std::string mark_lone_halves(std::string_view json);

/// Joins the marks in the fragments of one text ("channel"), in order: a high half at the end of a
/// fragment waits for the next one. Halves that stay alone become U+FFFD.
class HalfJoiner {
 public:
  /// Appends what of the text is certain now to `out`.
  void feed(std::string_view fragment, std::string& out);
  /// The text is over: a half that still waits stays alone.
  void end(std::string& out);
  /// A half waits for the next fragment.
  [[nodiscard]] bool waits() const noexcept { return high_ != 0; }

 private:
  char32_t high_ = 0;
};

/// A whole text without marks.
std::string join_halves(std::string_view text);

}  // namespace spotter::codec
