#include <spotter/base/file.hpp>

#include <fstream>

namespace spotter {

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const Error unreadable{Errc::unavailable, "the file cannot be read"};
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable;
  // A folder opens, and a pipe has no size: only reading tells.
  std::string text;
  std::string piece(std::size_t{64} * 1024, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    if (text.size() > bytes_max) return Error{Errc::too_large, "the file is too large"};
  }
  if (!file.eof()) return unreadable;
  return text;
}

}  // namespace spotter
