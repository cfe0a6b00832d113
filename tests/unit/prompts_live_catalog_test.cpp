#include <spotter/prompts/live_catalog.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter::prompts;

namespace {

/// Says everything in its own name.
class NamedCatalog final : public Catalog {
 public:
  explicit NamedCatalog(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string prompt(std::string_view id,
                                   std::initializer_list<Slot> slots) const override {
    return name_ + " " + std::string(id) + " " + slots.begin()->value;
  }
  [[nodiscard]] std::string_view prompt_version(std::string_view) const override { return name_; }
  [[nodiscard]] std::string text(std::string_view id, std::string_view key, std::string_view locale,
                                 std::initializer_list<Slot> slots) const override {
    return name_ + " " + std::string(id) + " " + std::string(key) + " " + std::string(locale) +
           " " + slots.begin()->value;
  }
  [[nodiscard]] std::string_view raw_text(std::string_view, std::string_view,
                                          std::string_view) const override {
    return name_;
  }
  [[nodiscard]] std::vector<std::string> versions() const override { return {name_}; }

 private:
  std::string name_;
};

/// All that a catalog says, in one text.
std::string all_of(const Catalog& catalog) {
  return catalog.prompt("coach", {{"a", "b"}}) + "|" +
         std::string(catalog.prompt_version("coach")) + "|" +
         catalog.text("sentences", "timeout", "de", {{"a", "b"}}) + "|" +
         std::string(catalog.raw_text("sentences", "timeout", "de")) + "|" +
         catalog.versions().front();
}

}  // namespace

TEST_CASE("a live catalog says what its copy says, and after a change what the new one says",
          "[prompts]") {
  LiveCatalog live(std::make_shared<NamedCatalog>("old"));
  CHECK(all_of(live) == "old coach b|old|old sentences timeout de b|old|old");
  live.replace(std::make_shared<NamedCatalog>("new"));
  CHECK(all_of(live) == "new coach b|new|new sentences timeout de b|new|new");
}

TEST_CASE("whoever holds a live catalog by reference sees the change", "[prompts]") {
  LiveCatalog live(std::make_shared<NamedCatalog>("old"));
  const Catalog& seam = live;
  live.replace(std::make_shared<NamedCatalog>("new"));
  CHECK(seam.prompt_version("coach") == "new");
}

TEST_CASE("a copy that was replaced everywhere goes away", "[prompts]") {
  auto old = std::make_shared<NamedCatalog>("old");
  const std::weak_ptr<NamedCatalog> watched = old;
  LiveCatalog one(old);
  LiveCatalog two(old);
  old.reset();
  const auto fresh = std::make_shared<NamedCatalog>("new");
  one.replace(fresh);
  CHECK_FALSE(watched.expired());
  two.replace(fresh);
  CHECK(watched.expired());
}

TEST_CASE("a catalog lists its versions, prompts and texts alike", "[prompts]") {
  const auto catalog = make_built_in_catalog();
  const auto versions = catalog->versions();
  CHECK(std::is_sorted(versions.begin(), versions.end()));
  const auto has = [&](std::string_view version) {
    return std::find(versions.begin(), versions.end(), version) != versions.end();
  };
  CHECK(has(catalog->prompt_version("coach")));
  CHECK(has("introduce/1"));
  CHECK(has("sentences/1"));
  CHECK(has("offline/1"));
}
