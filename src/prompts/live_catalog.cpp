#include <spotter/prompts/live_catalog.hpp>

#include <cassert>
#include <utility>

namespace spotter::prompts {

LiveCatalog::LiveCatalog(std::shared_ptr<const Catalog> catalog) : catalog_(std::move(catalog)) {
  assert(catalog_);
}

void LiveCatalog::replace(std::shared_ptr<const Catalog> catalog) {
  assert(catalog);
  catalog_ = std::move(catalog);
}

std::string LiveCatalog::prompt(std::string_view id, std::initializer_list<Slot> slots) const {
  return catalog_->prompt(id, slots);
}

std::string_view LiveCatalog::prompt_version(std::string_view id) const {
  return catalog_->prompt_version(id);
}

std::string LiveCatalog::text(std::string_view id, std::string_view key, std::string_view locale,
                              std::initializer_list<Slot> slots) const {
  return catalog_->text(id, key, locale, slots);
}

std::string_view LiveCatalog::raw_text(std::string_view id, std::string_view key,
                                       std::string_view locale) const {
  return catalog_->raw_text(id, key, locale);
}

std::vector<std::string> LiveCatalog::versions() const {
  return catalog_->versions();
}

}  // namespace spotter::prompts
