#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>

namespace spotter::prompts {

/// What is wrong with a text, where a person will look for it.
struct Fault {
  std::string file;      ///< empty while the text does not know its file
  std::size_t line = 0;  ///< counted from 1; 0 means the whole file
  std::string why;

  [[nodiscard]] std::string to_string() const {
    return file + (line == 0 ? "" : ":" + std::to_string(line)) + ": " + why;
  }
};

/// A checked thing, or what is wrong with it.
template <class T>
using Checked = boost::system::result<T, Fault>;

}  // namespace spotter::prompts
