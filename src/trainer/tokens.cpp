#include "trainer/tokens.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace spotter::trainer {
namespace {

constexpr char32_t kInvalid = 0xFFFFFFFF;

/// Reads one code point and moves on; kInvalid for a byte that starts none.
char32_t next_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  const bool starts = first < 0x80 || (first >= 0xC2 && first <= 0xF4);
  char32_t code = first < 0x80 ? first : first & (0xFFU >> (length + 1));
  bool whole = starts && length <= text.size();
  for (std::size_t i = 1; whole && i < length; ++i) {
    whole = (byte(i) & 0xC0U) == 0x80U;
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  text.remove_prefix(whole ? length : 1);
  return whole ? code : kInvalid;
}

/// U+00C0 to U+017F without accents, a space after each; '-' for what separates words.
constexpr std::string_view kLatinFolds =
    "a a a a a a ae c e e e e i i i i d n o o o o o x o u u u u y th ss "
    "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y "
    "a a a a a a c c c c c c c c d d dj dj e e e e e e e e e e g g g g g g g g "
    "h h h h i i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n n n "
    "o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t "
    "u u u u u u u u u u u u w w y y y z z z z z z s ";

constexpr std::size_t kLatinFirst = 0xC0;
constexpr std::size_t kLatinCount = 0x180 - kLatinFirst;

constexpr std::array<std::string_view, kLatinCount> split_folds() {
  std::array<std::string_view, kLatinCount> folds{};
  std::string_view rest = kLatinFolds;
  for (auto& fold : folds) {
    const auto space = rest.find(' ');
    fold = rest.substr(0, space);
    rest.remove_prefix(space + 1);
  }
  return folds;
}

constexpr auto kFolds = split_folds();

/// Traditional characters that the lexicon has in their simplified form. Both Chinese and Japanese
/// text and patterns go through this, so they meet.
constexpr std::pair<char32_t, char32_t> kSimplified[] = {
    {U'週', U'周'}, {U'個', U'个'}, {U'鐘', U'钟'}, {U'鍾', U'钟'}, {U'時', U'时'}, {U'間', U'间'},
    {U'訓', U'训'}, {U'練', U'练'}, {U'鍛', U'锻'}, {U'鍊', U'炼'}, {U'煉', U'炼'}, {U'學', U'学'},
    {U'啞', U'哑'}, {U'鈴', U'铃'}, {U'槓', U'杠'}, {U'壺', U'壶'}, {U'彈', U'弹'}, {U'帶', U'带'},
    {U'減', U'减'}, {U'增', U'增'}, {U'計', U'计'}, {U'劃', U'划'}, {U'畫', U'画'}, {U'沒', U'没'},
    {U'無', U'无'}, {U'傷', U'伤'}, {U'頭', U'头'}, {U'體', U'体'}, {U'肌', U'肌'}, {U'腦', U'脑'},
    {U'嗎', U'吗'}, {U'謝', U'谢'}, {U'請', U'请'}, {U'給', U'给'}, {U'換', U'换'}, {U'兩', U'两'},
    {U'會', U'会'}, {U'級', U'级'}, {U'業', U'业'}, {U'經', U'经'}, {U'驗', U'验'}, {U'節', U'节'},
    {U'關', U'关'}, {U'臉', U'脸'}, {U'腫', U'肿'}, {U'脹', U'胀'}, {U'壓', U'压'}, {U'麻', U'麻'},
    {U'視', U'视'}, {U'覺', U'觉'}, {U'說', U'说'}, {U'話', U'话'}, {U'醫', U'医'}, {U'術', U'术'},
    {U'懷', U'怀'}, {U'臟', U'脏'}, {U'髒', U'脏'}, {U'過', U'过'}, {U'暈', U'晕'}, {U'顏', U'颜'},
    {U'發', U'发'}, {U'熱', U'热'}, {U'燒', U'烧'}, {U'殺', U'杀'}, {U'這', U'这'}, {U'還', U'还'},
    {U'來', U'来'}, {U'們', U'们'}, {U'樣', U'样'}, {U'幾', U'几'}, {U'從', U'从'}, {U'後', U'后'},
    {U'單', U'单'}, {U'雙', U'双'}, {U'長', U'长'}, {U'點', U'点'}, {U'簡', U'简'}, {U'難', U'难'},
    {U'歲', U'岁'}, {U'歳', U'岁'}, {U'飲', U'饮'}, {U'氣', U'气'}, {U'気', U'气'}, {U'態', U'态'},
    {U'護', U'护'}, {U'應', U'应'}, {U'該', U'该'}, {U'對', U'对'}, {U'緊', U'紧'}, {U'擊', U'击'},
    {U'撞', U'撞'}, {U'裡', U'里'}, {U'裏', U'里'}, {U'馬', U'马'}, {U'並', U'并'}, {U'為', U'为'},
    {U'動', U'动'}, {U'運', U'运'}, {U'場', U'场'}, {U'館', U'馆'}, {U'機', U'机'}, {U'臥', U'卧'},
    {U'推', U'推'}, {U'凳', U'凳'}, {U'條', U'条'}, {U'於', U'于'}, {U'與', U'与'}, {U'開', U'开'},
    {U'結', U'结'}, {U'塊', U'块'}, {U'強', U'强'}, {U'維', U'维'}, {U'持', U'持'}, {U'線', U'线'},
    {U'縮', U'缩'}, {U'網', U'网'}, {U'類', U'类'}, {U'藥', U'药'}, {U'薬', U'药'}, {U'險', U'险'}};

bool is_kana(char32_t c) {
  return c >= 0x3041 && c <= 0x30FF && c != 0x30FB;
}

bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0xF900 && c <= 0xFAFF) || c == 0x3005;
}

bool is_cyrillic(char32_t c) {
  return c >= 0x0400 && c <= 0x045F;
}

bool is_other_letter(char32_t c) {
  return (c >= 0x0370 && c <= 0x1FFF) || (c >= 0xAC00 && c <= 0xD7AF);
}

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

Gap gap_of(char32_t c) {
  switch (c) {
    case U'.':
    case U'!':
    case U'?':
    case U';':
    case U'\n':
    case U'…':
    case U'。':
    case U'！':
    case U'？':
    case U'；':
      return Gap::sentence;
    case U',':
    case U':':
    case U'(':
    case U')':
    case U'—':
    case U'、':
    case U'・':
    case U'·':
    case U'«':
    case U'»':
    case U'"':
      return Gap::clause;
    default:
      return Gap::none;
  }
}

char32_t fold_code_point(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width forms of ASCII
  if (c >= U'A' && c <= U'Z') return c + 0x20;
  if (c >= 0x0410 && c <= 0x042F) c += 0x20;
  if (c >= 0x0400 && c <= 0x040F) c += 0x50;
  if (c == U'ё') return U'е';
  if (c == U'й') return U'и';
  if (is_han(c)) {
    for (const auto& [traditional, simplified] : kSimplified) {
      if (c == traditional) return simplified;
    }
  }
  return c;
}

void append_utf8(std::string& out, char32_t c) {
  const auto low = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((static_cast<unsigned>(c) >> shift) & 0x3FU));
  };
  const auto top = [&](unsigned mark, unsigned shift) {
    return static_cast<char>(mark | (static_cast<unsigned>(c) >> shift));
  };
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.append({top(0xC0, 6), low(0)});
  } else if (c < 0x10000) {
    out.append({top(0xE0, 12), low(6), low(0)});
  } else {
    out.append({top(0xF0, 18), low(12), low(6), low(0)});
  }
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text), rest_(text) {}

  Tokens run() {
    while (!rest_.empty()) {
      at_ = static_cast<std::uint32_t>(text_.size() - rest_.size());
      feed(fold_code_point(next_code_point(rest_)));
    }
    finish_word();
    return std::move(tokens_);
  }

 private:
  enum class Class { letters, digits };

  void feed(char32_t c) {
    if (c >= 0x0300 && c <= 0x036F) return;  // combining accents
    if (is_kana(c) || is_han(c)) {
      tokens_.scripts.kana = tokens_.scripts.kana || is_kana(c);
      tokens_.scripts.han = tokens_.scripts.han || is_han(c);
      finish_word();
      begin_ = at_;
      append_utf8(word_, c);
      finish_word(true);
    } else if (is_digit(c)) {
      take(Class::digits, c);
    } else if (c >= kLatinFirst && c < kLatinFirst + kLatinCount) {
      const std::string_view folded = kFolds[c - kLatinFirst];
      if (folded == "-") return separate(c);
      for (const char letter : folded)
        take(Class::letters, static_cast<unsigned char>(letter));
    } else if ((c >= U'a' && c <= U'z') || is_cyrillic(c) || is_other_letter(c)) {
      note_cyrillic(c);
      take(Class::letters, c);
    } else if ((c == U'.' || c == U',') && in_number() && next_is_digit()) {
      word_.push_back('.');
    } else {
      separate(c);
    }
  }

  void take(Class kind, char32_t c) {
    if (!word_.empty() && kind != kind_) finish_word();
    if (word_.empty()) begin_ = at_;
    kind_ = kind;
    append_utf8(word_, c);
  }

  void separate(char32_t c) {
    finish_word();
    gap_ = std::max(gap_, gap_of(c));
  }

  void finish_word(bool ideographic = false) {
    if (word_.empty()) return;
    tokens_.list.push_back({std::move(word_), gap_, ideographic});
    tokens_.offsets.push_back(begin_);
    word_.clear();
    gap_ = Gap::none;
  }

  void note_cyrillic(char32_t c) {
    if (!is_cyrillic(c)) return;
    tokens_.scripts.cyrillic = true;
    const bool serbian = c == U'ђ' || c == U'ј' || c == U'љ' || c == U'њ' || c == U'ћ' || c == U'џ';
    tokens_.scripts.serbian_cyrillic = tokens_.scripts.serbian_cyrillic || serbian;
  }

  [[nodiscard]] bool in_number() const {
    return !word_.empty() && kind_ == Class::digits && word_.find('.') == std::string::npos;
  }
  [[nodiscard]] bool next_is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  std::string_view text_;
  std::string_view rest_;
  std::uint32_t at_ = 0;     ///< where the code point begins that is fed
  std::uint32_t begin_ = 0;  ///< where the word begins
  Tokens tokens_;
  std::string word_;
  Class kind_ = Class::letters;
  Gap gap_ = Gap::none;
};

/// а to џ in Serbian Latin without accents; letters that Serbian lacks as Russians would spell
/// them.
std::string_view serbian_latin(char32_t c) {
  static constexpr std::string_view kBasic[] = {
      "a", "b", "v", "g", "d", "e", "z", "z", "i", "i",  "k", "l", "m", "n", "o",  "p",
      "r", "s", "t", "u", "f", "h", "c", "c", "s", "sc", "",  "i", "",  "e", "ju", "ja"};
  if (c >= U'а' && c <= U'я') return kBasic[c - U'а'];
  switch (c) {
    case U'ђ':
      return "dj";
    case U'ј':
      return "j";
    case U'љ':
      return "lj";
    case U'њ':
      return "nj";
    case U'ћ':
      return "c";
    case U'џ':
      return "dz";
    default:
      return {};
  }
}

}  // namespace

Tokens tokenize(std::string_view utf8) {
  return Tokenizer(utf8).run();
}

std::vector<Token> in_serbian_latin(const std::vector<Token>& tokens) {
  std::vector<Token> latin;
  latin.reserve(tokens.size());
  for (const Token& token : tokens) {
    Token copy{{}, token.before, token.ideographic};
    std::string_view rest = token.text;
    while (!rest.empty()) {
      const char32_t c = next_code_point(rest);
      if (is_cyrillic(c)) {
        copy.text.append(serbian_latin(c));
      } else if (c != kInvalid) {
        append_utf8(copy.text, c);
      }
    }
    latin.push_back(std::move(copy));
  }
  return latin;
}

std::optional<double> number_of(const Token& token) {
  double value = 0;
  const char* end = token.text.data() + token.text.size();
  const auto result = std::from_chars(token.text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  // "inf" and "nan" are words here.
  if (token.text.front() < '0' || token.text.front() > '9') return std::nullopt;
  return value;
}

}  // namespace spotter::trainer
