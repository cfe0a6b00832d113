#include "prompts/folder.hpp"

#include <spotter/base/file.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace spotter::prompts {
namespace {

namespace fs = std::filesystem;

/// How deep the folders of the layout go: <id>/<version>/.
constexpr int kFolderDepthMax = 2;

bool is_passed_over(const fs::path& relative) {
  const auto name = relative.filename().string();
  return name.starts_with('.') || name.ends_with('~') || relative == "README.md";
}

Checked<File> read(const fs::path& path, std::string relative) {
  auto text = read_file(path.string(), kFileBytesMax);
  if (text) return File{std::move(relative), *std::move(text)};
  if (text.error().code != Errc::too_large) return Fault{std::move(relative), 0, "cannot be read"};
  return Fault{std::move(relative), 0,
               "is larger than " + std::to_string(kFileBytesMax) + " bytes"};
}

}  // namespace

Checked<std::vector<File>> read_folder(const std::string& folder) {
  const fs::path root = folder;
  std::error_code error;
  const auto cannot = [&] { return Fault{folder, 0, "cannot be read: " + error.message()}; };
  fs::recursive_directory_iterator at(root, fs::directory_options::follow_directory_symlink, error);
  if (error) return cannot();

  std::vector<File> files;
  for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) return cannot();
    const auto relative = at->path().lexically_relative(root);
    const bool is_folder = at->is_directory(error);
    if (error) return cannot();
    if (is_passed_over(relative)) {
      at.disable_recursion_pending();
      continue;
    }
    if (is_folder) {
      if (at.depth() >= kFolderDepthMax) {
        return Fault{relative.generic_string(), 0, "is a folder too deep for the layout"};
      }
      continue;
    }
    if (files.size() == kFilesMax) {
      return Fault{folder, 0, "has more than " + std::to_string(kFilesMax) + " files"};
    }
    auto file = read(at->path(), relative.generic_string());
    if (!file) return file.error();
    files.push_back(std::move(*file));
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

}  // namespace spotter::prompts
