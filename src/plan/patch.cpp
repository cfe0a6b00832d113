#include "plan/json_text.hpp"

#include <spotter/plan/patch.hpp>
#include <spotter/plan/wire.hpp>

#include <algorithm>
#include <string_view>

namespace spotter::plan {
namespace {

/// Writes the array of operations, one by one.
class PatchWriter {
 public:
  explicit PatchWriter(std::string& out) : out_(out) { out_.push_back('['); }
  void end() { out_.push_back(']'); }

  void replace_text(std::string_view path, const std::string& before, const std::string& after) {
    if (before == after) return;
    begin("replace", path);
    out_.push_back(',');
    append_member(out_, "value", after);
    out_.push_back('}');
  }
  /// `op`: "add" or "replace".
  template <class Element>
  void put(std::string_view op, std::string_view path, const Element& element) {
    begin(op, path);
    out_.append(R"(,"value":)");
    append_second_shape(out_, element);
    out_.push_back('}');
  }
  void remove(std::string_view path) {
    begin("remove", path);
    out_.push_back('}');
  }

 private:
  void begin(std::string_view op, std::string_view path) {
    if (out_.back() != '[') out_.push_back(',');
    out_.push_back('{');
    append_member(out_, "op", op);
    out_.push_back(',');
    append_member(out_, "path", path);
  }

  std::string& out_;
};

/// The elements that both have are changed by `change(path, one, other)`, the rest is added at the
/// end or taken from it.
template <class Element, class F>
void patch_array(PatchWriter& patch, const std::string& path, const std::vector<Element>& before,
                 const std::vector<Element>& after, F change) {
  const std::size_t both = std::min(before.size(), after.size());
  for (std::size_t i = 0; i < both; ++i)
    change(path + "/" + std::to_string(i), before[i], after[i]);
  for (std::size_t i = both; i < after.size(); ++i)
    patch.put("add", path + "/-", after[i]);
  for (std::size_t i = before.size(); i > both; --i)
    patch.remove(path + "/" + std::to_string(i - 1));
}

}  // namespace

void append_second_shape_patch(std::string& out, const Plan& before, const Plan& after) {
  PatchWriter patch(out);
  patch.replace_text("/name", before.name, after.name);
  patch.replace_text("/blueprint/name", before.name, after.name);
  patch.replace_text("/description", before.description, after.description);
  const auto change_exercise = [&](const std::string& path, const Exercise& one,
                                   const Exercise& other) {
    if (!(one == other)) patch.put("replace", path, other);
  };
  const auto change_session = [&](const std::string& path, const Session& one,
                                  const Session& other) {
    patch.replace_text(path + "/name", one.name, other.name);
    patch.replace_text(path + "/notes", one.notes, other.notes);
    patch_array(patch, path + "/exercises", one.exercises, other.exercises, change_exercise);
  };
  patch_array(patch, "/blueprint/sessions", before.sessions, after.sessions, change_session);
  patch.end();
}

}  // namespace spotter::plan
