# spotter_embed(ROOM FILE path FUNCTION name)
#
# Builds a file of the tree into a room, perhaps one inside of another: adds a generated source that
# defines `std::string_view spotter::<room>::<name>() noexcept`, which the room declares in a header
# src/<room>/built_in.hpp. As a script (cmake -P) this file writes that source. Bytes are written as
# character literals, so neither the length nor the content can upset the compiler.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(SPOTTER_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

  function(spotter_embed room)
    cmake_parse_arguments(EMBED "" "FILE;FUNCTION" "" ${ARGN})
    set(from ${CMAKE_SOURCE_DIR}/${EMBED_FILE})
    string(REPLACE "/" "_" id ${room})
    set(out ${CMAKE_BINARY_DIR}/generated/${id}_${EMBED_FUNCTION}.cpp)
    add_custom_command(
      OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DFROM=${from} -DNAME=${EMBED_FILE} -DROOM=${room}
              -DFUNCTION=${EMBED_FUNCTION} -DOUT=${out} -P ${SPOTTER_EMBED_SCRIPT}
      DEPENDS ${from} ${SPOTTER_EMBED_SCRIPT}
      COMMENT "Embedding ${EMBED_FILE}"
      VERBATIM)
    target_sources(spotter_${id} PRIVATE ${out})
  endfunction()
  return()
endif()

string(REPLACE "/" "::" namespace ${ROOM})
file(READ ${FROM} bytes HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
# The closing zero keeps the array of an empty file legal; it is not part of the text.
file(WRITE ${OUT} "// Made by cmake/Embed.cmake from ${NAME}. Edits are lost.
#include \"${ROOM}/built_in.hpp\"

namespace spotter::${namespace} {
namespace {

constexpr char kBytes[] = {${bytes}'\\0'};

}  // namespace

std::string_view ${FUNCTION}() noexcept { return {kBytes, sizeof(kBytes) - 1}; }

}  // namespace spotter::${namespace}
")
