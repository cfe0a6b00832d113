#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace spotter::testing {

/// A folder with a name of its own in the system's place for temporary ones, gone with this.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Writes a file, in place of one that is there, and makes the folders on its way.
  void write(const std::filesystem::path& file, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

/// A file that is gone with this.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes) { write(bytes); }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  void write(std::string_view bytes) const;

 private:
  TemporaryFolder folder_;
  std::string path_ = (folder_.path() / "file").string();
};

}  // namespace spotter::testing
