# Flags, sanitizers, compiler cache and the shared precompiled header.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(SPOTTER_CCACHE ccache)
if(SPOTTER_CCACHE)
  # ccache takes a file that uses a precompiled header only with these sloppiness flags.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      ${SPOTTER_CCACHE})
endif()
find_program(SPOTTER_MOLD mold)
if(SPOTTER_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(spotter_flags INTERFACE)
target_compile_options(spotter_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
target_compile_definitions(spotter_flags INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
  SPOTTER_VERSION="${PROJECT_VERSION}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The precompiled header is compiled with -fpch-preprocess so that ccache can hash it.
  target_compile_options(spotter_flags INTERFACE -fpch-preprocess)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees overlapping copies in std::string's own assignments (GCC bug 105651).
    target_compile_options(spotter_flags INTERFACE -Wno-restrict)
    # With optimisation it takes a coroutine's own operator new apart and then misses it beside the delete.
    target_compile_options(spotter_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:-Wno-mismatched-new-delete>)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Only the fuzzers are built with it; what it would warn of beyond GCC is clang-tidy's to say.
  target_compile_options(spotter_flags INTERFACE -Wno-error)
endif()
if(SPOTTER_SANITIZE)
  target_compile_options(spotter_flags INTERFACE -fsanitize=${SPOTTER_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # Clang 14 cannot put what this check needs before a coroutine.
    target_compile_options(spotter_flags INTERFACE -fno-sanitize=function)
  endif()
  target_link_options(spotter_flags INTERFACE -fsanitize=${SPOTTER_SANITIZE})
  if(SPOTTER_SANITIZE MATCHES "thread")
    # GCC 12 warns that the thread sanitizer does not see atomic_thread_fence, which Asio uses.
    target_compile_options(spotter_flags INTERFACE -Wno-tsan)
  endif()
endif()

# What nearly every file needs: the standard library and the light half of Asio. Beast, curl and
# simdjson stay out; each of them lives in a few files of one room.
add_library(spotter_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_link_libraries(spotter_pch PRIVATE spotter_flags)
target_precompile_headers(spotter_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)
