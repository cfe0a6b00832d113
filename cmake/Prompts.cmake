# Builds a copy of prompts/ into the binary.
#
# Included after spotter_room(prompts ...) it adds a generated source file to that room. As a script
# (cmake -P) it writes that file. Bytes are written as character literals, so neither the length nor the
# content of a prompt can upset the compiler.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  get_filename_component(spotter_prompts_dir ${CMAKE_CURRENT_LIST_DIR}/../prompts ABSOLUTE)
  set(spotter_prompts_list ${CMAKE_BINARY_DIR}/generated/prompts.list)
  set(spotter_prompts_cpp ${CMAKE_BINARY_DIR}/generated/prompts_built_in.cpp)
  file(GLOB_RECURSE spotter_prompts_files CONFIGURE_DEPENDS RELATIVE ${spotter_prompts_dir}
       ${spotter_prompts_dir}/*.md ${spotter_prompts_dir}/*.txt)
  list(REMOVE_ITEM spotter_prompts_files README.md)
  list(SORT spotter_prompts_files)
  # The list is a dependency of its own: it is rewritten only when a file came or went, and a file that
  # went would not make the command run again otherwise.
  file(CONFIGURE OUTPUT ${spotter_prompts_list} CONTENT "${spotter_prompts_files}" @ONLY)
  list(TRANSFORM spotter_prompts_files PREPEND ${spotter_prompts_dir}/ OUTPUT_VARIABLE
       spotter_prompts_paths)
  add_custom_command(
    OUTPUT ${spotter_prompts_cpp}
    COMMAND ${CMAKE_COMMAND} -DROOT=${spotter_prompts_dir} -DLIST=${spotter_prompts_list}
            -DOUT=${spotter_prompts_cpp} -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${spotter_prompts_paths} ${spotter_prompts_list} ${CMAKE_CURRENT_LIST_FILE}
    COMMENT "Embedding prompts/"
    VERBATIM)
  target_sources(spotter_prompts PRIVATE ${spotter_prompts_cpp})
  return()
endif()

file(READ ${LIST} files)
set(arrays "")
set(rows "")
set(count 0)
foreach(file IN LISTS files)
  file(READ ${ROOT}/${file} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  # The closing zero keeps the array of an empty file legal; it is not part of the text.
  string(APPEND arrays "constexpr char kFile${count}[] = {${bytes}'\\0'};\n")
  string(APPEND rows "    {\"${file}\", {kFile${count}, sizeof(kFile${count}) - 1}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUT} "// Made by cmake/Prompts.cmake from prompts/. Edits are lost.
#include \"prompts/built_in.hpp\"

#include <array>

namespace spotter::prompts {
namespace {

${arrays}
constexpr std::array<BuiltInFile, ${count}> kFiles = {{
${rows}}};

}  // namespace

std::span<const BuiltInFile> built_in_files() noexcept { return kFiles; }

}  // namespace spotter::prompts
")
