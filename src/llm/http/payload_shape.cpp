#include <spotter/codec/utf8.hpp>
#include <spotter/llm/http/payload_shape.hpp>

#include <algorithm>

namespace spotter::llm::http {
namespace {

/// More digits may be no number any more for a parser.
constexpr std::size_t kDigitsMax = 18;

/// How many bytes of a JSON string mean themselves. Those from F4 on may begin a mark
/// (codec/surrogates.hpp).
std::size_t plain_bytes(std::string_view text) noexcept {
  const auto* const end = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte >= 0xf4 || c == '"' || c == '\\';
  });
  return static_cast<std::size_t>(end - text.begin());
}

bool is_plain(std::string_view text) noexcept {
  return plain_bytes(text) == text.size();
}

/// What a letter after a backslash stands for; 0: it takes more than that to tell.
char unescaped(char letter) noexcept {
  switch (letter) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case '"':
    case '\\':
    case '/':
      return letter;
    default:
      return 0;
  }
}

/// How many bytes are a number: digits, and no superfluous zero before them.
std::size_t number_bytes(std::string_view text) noexcept {
  const auto* const end =
      std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
  const auto size = static_cast<std::size_t>(end - text.begin());
  const bool good = size == 1 || (size > 1 && size <= kDigitsMax && text.front() != '0');
  return good ? size : 0;
}

/// Where the value of the only member of that name begins; npos: there is none, or more than one.
/// In valid JSON a name in quotation marks that is followed by a colon is a member's.
std::size_t value_of(std::string_view payload, std::string_view member) noexcept {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t value = kNone;
  for (std::size_t at = 0; (at = payload.find(member, at)) != kNone; at += member.size()) {
    const std::size_t after = at + member.size();
    const bool quoted = at > 0 && payload[at - 1] == '"' && payload.substr(after).starts_with('"');
    if (!quoted) continue;
    if (at > 1 && payload[at - 2] == '\\') return kNone;  // the end of another name
    if (value != kNone) return kNone;
    const std::size_t colon = payload.find_first_not_of(" \t", after + 1);
    if (colon == kNone || payload[colon] != ':') return kNone;
    value = payload.find_first_not_of(" \t", colon + 1);
    if (value == kNone) return kNone;
  }
  return value;
}

}  // namespace

void PayloadShape::forget() noexcept {
  bytes_.clear();
  holes_.clear();
}

void PayloadShape::learn(std::string_view payload, std::string_view words,
                         const PayloadMembers& members) {
  forget();
  if (members.words.empty() || !find_words(payload, words, members.words)) return forget();
  for (const std::string_view member : members.meaningless)
    find_meaningless(payload, member);
  std::sort(holes_.begin(), holes_.end(), [](const Hole& a, const Hole& b) { return a.at < b.at; });
  std::size_t from = 0;
  for (Hole& hole : holes_) {
    bytes_.append(payload.substr(from, hole.at - from));
    from = hole.at + hole.size;
    hole.at = bytes_.size();
  }
  bytes_.append(payload.substr(from));
}

bool PayloadShape::find_words(std::string_view payload, std::string_view words,
                              std::string_view member) {
  const std::size_t value = value_of(payload, member);
  if (value == std::string_view::npos || words.empty() || !is_plain(words)) return false;
  const std::string_view rest = payload.substr(value);
  if (!rest.starts_with('"') || !rest.substr(1).starts_with(words) ||
      !rest.substr(1 + words.size()).starts_with('"')) {
    return false;
  }
  holes_.push_back({Hole::Kind::words, value + 1, words.size()});
  return true;
}

/// One that is something else stays a part of the form.
void PayloadShape::find_meaningless(std::string_view payload, std::string_view member) {
  const std::size_t value = value_of(payload, member);
  if (value == std::string_view::npos) return;
  const std::string_view rest = payload.substr(value);
  if (rest.starts_with('"')) {
    const std::size_t size = plain_bytes(rest.substr(1));
    const bool ends = rest.substr(1 + size).starts_with('"');
    if (ends) holes_.push_back({Hole::Kind::string, value + 1, size});
  } else if (const std::size_t size = number_bytes(rest); size > 0) {
    constexpr std::string_view kGoesOn = ".eE";  // a fraction or an exponent
    const bool ends = size < rest.size() && kGoesOn.find(rest[size]) == std::string_view::npos;
    if (ends) holes_.push_back({Hole::Kind::number, value, size});
  }
}

std::optional<std::string_view> PayloadShape::match(std::string_view payload) {
  if (bytes_.empty()) return std::nullopt;
  std::string_view words;
  std::size_t from = 0;
  for (const Hole& hole : holes_) {
    const auto part = std::string_view(bytes_).substr(from, hole.at - from);
    if (!payload.starts_with(part)) return std::nullopt;
    payload.remove_prefix(part.size());
    from = hole.at;
    if (hole.kind == Hole::Kind::number) {
      const std::size_t size = number_bytes(payload);
      if (size == 0) return std::nullopt;
      payload.remove_prefix(size);
    } else {
      const bool are_words = hole.kind == Hole::Kind::words;
      const auto text = take_string(payload, are_words);
      if (!text) return std::nullopt;
      if (are_words) words = *text;
    }
  }
  if (words.empty() || payload != std::string_view(bytes_).substr(from)) return std::nullopt;
  return words;
}

/// Takes the bytes before the closing quotation mark off the front. Nothing: reading them takes
/// more than this.
std::optional<std::string_view> PayloadShape::take_string(std::string_view& json, bool unescape) {
  std::string_view text = json.substr(0, plain_bytes(json));
  json.remove_prefix(text.size());
  if (unescape && json.starts_with('\\')) {
    unescaped_ = text;
    while (json.size() > 1 && json.front() == '\\') {
      const char meant = unescaped(json[1]);
      if (meant == 0) return std::nullopt;
      unescaped_ += meant;
      json.remove_prefix(2);
      const std::size_t plain = plain_bytes(json);
      unescaped_ += json.substr(0, plain);
      json.remove_prefix(plain);
    }
    text = unescaped_;
  }
  if (!codec::valid_utf8(text)) return std::nullopt;
  return text;
}

}  // namespace spotter::llm::http
