# What ./dev bench measures with: programs of its own, which see nothing of the server. They are built only when
# they are asked for, and need the packages of deps/bench-apt.txt.

# spotter_bench(NAME SOURCES... [LIBS libraries...])
function(spotter_bench name)
  cmake_parse_arguments(BENCH "" "" "LIBS" ${ARGN})
  add_executable(spotter_bench_${name} EXCLUDE_FROM_ALL ${BENCH_UNPARSED_ARGUMENTS})
  target_include_directories(spotter_bench_${name} PRIVATE ${CMAKE_SOURCE_DIR}/bench)
  target_link_libraries(spotter_bench_${name} PRIVATE spotter_flags ${BENCH_LIBS})
endfunction()

spotter_bench(load bench/load/client.cpp bench/load/main.cpp bench/load/run.cpp)
spotter_bench(upstream bench/upstream/http1.cpp bench/upstream/http2.cpp bench/upstream/main.cpp LIBS nghttp2)
spotter_bench(relay bench/peers/relay.cpp LIBS OpenSSL::Crypto)

# Counts allocations of the program that it is loaded into; see bench/alloc_counter.cpp.
add_library(spotter_bench_alloc_counter SHARED EXCLUDE_FROM_ALL bench/alloc_counter.cpp)
target_link_libraries(spotter_bench_alloc_counter PRIVATE spotter_flags)

# ./dev bench micro: parts of the server alone, with Google Benchmark.
find_package(benchmark QUIET)
if(benchmark_FOUND)
  add_executable(spotter_micro EXCLUDE_FROM_ALL bench/micro/hub.cpp bench/micro/plan.cpp bench/micro/quota.cpp
                 bench/micro/turn.cpp bench/micro/upstream.cpp)
  target_include_directories(spotter_micro PRIVATE src)
  target_link_libraries(spotter_micro PRIVATE spotter_hub spotter_plan spotter_rate_limit_memory spotter_llm_openai
                        spotter_trainer
                        benchmark::benchmark_main)
endif()
