# Prometheus::core: of Debian's prometheus-cpp only what writes the text format. Its own CMake files want the
# package's HTTP server and client as well, which nobody needs here.
find_path(PROMETHEUS_CORE_INCLUDE_DIR prometheus/text_serializer.h)
find_library(PROMETHEUS_CORE_LIBRARY prometheus-cpp-core)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PrometheusCore REQUIRED_VARS PROMETHEUS_CORE_LIBRARY PROMETHEUS_CORE_INCLUDE_DIR)
if(PrometheusCore_FOUND AND NOT TARGET Prometheus::core)
  add_library(Prometheus::core UNKNOWN IMPORTED)
  set_target_properties(Prometheus::core PROPERTIES IMPORTED_LOCATION "${PROMETHEUS_CORE_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${PROMETHEUS_CORE_INCLUDE_DIR}")
endif()
mark_as_advanced(PROMETHEUS_CORE_INCLUDE_DIR PROMETHEUS_CORE_LIBRARY)
