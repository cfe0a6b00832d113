# spotter_room(NAME [DEPENDS rooms...] [LIBS libraries...])
#
# A room is include/spotter/NAME (its face) and src/NAME (the rest). DEPENDS names the rooms that it may
# include; LIBS the foreign libraries that only it links. Sources are found, not listed.
function(spotter_room name)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;LIBS" ${ARGN})
  string(REPLACE "/" "_" id ${name})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(rooms ${ROOM_DEPENDS})
  list(TRANSFORM rooms REPLACE "/" "_")
  list(TRANSFORM rooms PREPEND "spotter_")
  if(sources)
    add_library(spotter_${id} STATIC ${sources})
    target_include_directories(spotter_${id} PUBLIC ${CMAKE_SOURCE_DIR}/include
                               PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(spotter_${id} PUBLIC spotter_flags ${rooms} PRIVATE ${ROOM_LIBS})
    target_precompile_headers(spotter_${id} REUSE_FROM spotter_pch)
  else()
    add_library(spotter_${id} INTERFACE)
    target_include_directories(spotter_${id} INTERFACE ${CMAKE_SOURCE_DIR}/include)
    target_link_libraries(spotter_${id} INTERFACE spotter_flags ${rooms} ${ROOM_LIBS})
  endif()
endfunction()
