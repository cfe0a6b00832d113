#pragma once

#include <spotter/exercises/catalogue.hpp>

#include <memory>
#include <string>

namespace spotter::exercises {

/// A catalogue of the text of a table. Throws std::runtime_error with the line that is wrong.
[[nodiscard]] std::shared_ptr<const Catalogue> make_catalogue(std::string table);

}  // namespace spotter::exercises
