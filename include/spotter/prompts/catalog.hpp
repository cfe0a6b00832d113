#pragma once

#include <spotter/base/error.hpp>

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::prompts {

/// One value for a `{{name}}` of a template.
struct Slot {
  std::string_view name;
  std::string value;
};

/// The texts of the product: prompts for models and sentences for people, by id and language.
/// What the functions below make is immutable, so all shards share one; LiveCatalog lets a shard
/// change over to another. A view ends with the catalog that gave it: copy it before an await.
///
/// Files: `prompts/<id>/<version>.md` for a prompt (the highest version counts) and
/// `prompts/<id>/<version>/<language>.txt` for texts of people: one `key = text` a line, keys of
/// a-z, 0-9, '_', '-' and '.'; `\n` for a line break and `\\` for a backslash; `#` starts a comment
/// line. `{{name}}` is replaced by a slot; there is no HTML escaping, and nothing else of Mustache.
class Catalog {
 public:
  virtual ~Catalog() = default;

  /// The rendered prompt. Every `{{name}}` in it must be given. `id` such as "coach", "introduce".
  /// An unknown id or an ungiven name is a bug and throws std::logic_error; make_* checks all
  /// templates.
  [[nodiscard]] virtual std::string prompt(std::string_view id,
                                           std::initializer_list<Slot> slots) const = 0;
  /// "coach/1": what answered, for the log.
  [[nodiscard]] virtual std::string_view prompt_version(std::string_view id) const = 0;

  /// A text for people in the best language we have for the locale, English else.
  [[nodiscard]] virtual std::string text(std::string_view id, std::string_view key,
                                         std::string_view locale,
                                         std::initializer_list<Slot> slots) const = 0;
  /// A text as written, without rendering; empty when the key is unknown even in English.
  [[nodiscard]] virtual std::string_view raw_text(std::string_view id, std::string_view key,
                                                  std::string_view locale) const = 0;
  /// "coach/3", "sentences/1" and all others, by id: for the log.
  [[nodiscard]] virtual std::vector<std::string> versions() const = 0;
};

/// The copy that is built into the binary. Throws std::runtime_error when it is broken (a failed
/// start).
std::unique_ptr<const Catalog> make_built_in_catalog();

/// Reads a folder of the same layout (SPOTTER_PROMPTS_DIR); ids that it lacks come from the
/// built-in copy. Blocks: start-up and workers only. Errors: Errc::malformed, with the file and
/// line in `why`.
Result<std::unique_ptr<const Catalog>> load_catalog(const std::string& folder, std::string& why);

/// The supported language for a BCP 47 locale: "de" for "de-AT", "zh" for "zh-Hans-CN", "en" when
/// there is none.
std::string_view language_for(std::string_view locale) noexcept;

/// What the client sent as locale, made safe: language[-script][-region] in canonical case
/// ("zh-Hans-CN"), extensions dropped; "en-AU" for everything else and for anything over 35
/// characters. Source: LiftLog clients send whatever their JavaScript runtime resolves.
std::string canonical_locale(std::string_view locale);

}  // namespace spotter::prompts
