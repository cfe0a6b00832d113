#pragma once

#include <spotter/app/settings.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/server/server.hpp>

#include <memory>

namespace spotter::app {

/// What a reading of settings and files gave, whole and checked. Read-only, shared by all shards.
struct Fresh {
  Loaded loaded;
  std::shared_ptr<const prompts::Catalog> catalog;
  std::shared_ptr<server::TlsContext> tls;  ///< null: plain HTTP
};

}  // namespace spotter::app
