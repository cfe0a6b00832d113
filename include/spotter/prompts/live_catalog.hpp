#pragma once

#include <spotter/prompts/catalog.hpp>

#include <memory>

namespace spotter::prompts {

/// A catalog that can be replaced while it is in use. Lives on one shard, where every call comes
/// from; each shard has its own, and all of them delegate to one immutable copy.
class LiveCatalog final : public Catalog {
 public:
  explicit LiveCatalog(std::shared_ptr<const Catalog> catalog);

  /// From now on everything comes from `catalog`. What was rendered before stays as it is; views
  /// into the former copy end here.
  void replace(std::shared_ptr<const Catalog> catalog);

  [[nodiscard]] std::string prompt(std::string_view id,
                                   std::initializer_list<Slot> slots) const override;
  [[nodiscard]] std::string_view prompt_version(std::string_view id) const override;
  [[nodiscard]] std::string text(std::string_view id, std::string_view key, std::string_view locale,
                                 std::initializer_list<Slot> slots) const override;
  [[nodiscard]] std::string_view raw_text(std::string_view id, std::string_view key,
                                          std::string_view locale) const override;
  [[nodiscard]] std::vector<std::string> versions() const override;

 private:
  std::shared_ptr<const Catalog> catalog_;  ///< never null
};

}  // namespace spotter::prompts
