# cmake --install BUILD [--prefix /usr] [--strip], and what cpack makes of it: a Debian package.
#
# The binary is the component `server`, which is all that the container image takes. The settings file is
# /etc/spotter/spotter.toml whatever the prefix, and never written over.
include(GNUInstallDirs)

install(TARGETS spotterd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT server)

# The binary has these built in; this copy is where somebody starts who wants prompts of their own.
install(DIRECTORY prompts/ DESTINATION ${CMAKE_INSTALL_DATADIR}/spotter/prompts
        PATTERN README.md EXCLUDE)

# The unit names the binary, whose place is known only when it is installed.
install(CODE "
  set(SPOTTERD \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/spotterd\")
  configure_file(\"${CMAKE_SOURCE_DIR}/packaging/spotter.service.in\" \"${CMAKE_BINARY_DIR}/spotter.service\" @ONLY)
")
install(FILES ${CMAKE_BINARY_DIR}/spotter.service DESTINATION lib/systemd/system)

install(CODE "
  if(EXISTS \"\$ENV{DESTDIR}/etc/spotter/spotter.toml\")
    message(STATUS \"Left as it is: \$ENV{DESTDIR}/etc/spotter/spotter.toml\")
  else()
    file(INSTALL \"${CMAKE_SOURCE_DIR}/packaging/spotter.toml\" DESTINATION /etc/spotter)
  endif()
")

# Like the settings file: where logrotate looks, whatever the prefix.
install(CODE "
  if(EXISTS \"\$ENV{DESTDIR}/etc/logrotate.d/spotter\")
    message(STATUS \"Left as it is: \$ENV{DESTDIR}/etc/logrotate.d/spotter\")
  else()
    file(INSTALL \"${CMAKE_SOURCE_DIR}/packaging/logrotate\" DESTINATION /etc/logrotate.d RENAME spotter)
  endif()
")

install(CODE "
  execute_process(COMMAND gzip -9nc INPUT_FILE \"${CMAKE_SOURCE_DIR}/packaging/spotterd.8\"
                  OUTPUT_FILE \"${CMAKE_BINARY_DIR}/spotterd.8.gz\" COMMAND_ERROR_IS_FATAL ANY)
")
install(FILES ${CMAKE_BINARY_DIR}/spotterd.8.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)

# What an operator reads; how it is built inside stays with the source.
file(GLOB spotter_guides CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/*.md)
list(FILTER spotter_guides EXCLUDE REGEX "/(ARCHITECTURE|building)\\.md$")
install(FILES README.md ${spotter_guides} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/spotter)
install(FILES packaging/secrets.conf DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/spotter/examples)

# --- the Debian package: ./dev package ----------------------------------------------------------------

set(SPOTTER_PACKAGE_CONTACT "Spotter maintainers <maintainers@spotter.example>" CACHE STRING
    "Maintainer field of the Debian package")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME spotter)
set(CPACK_PACKAGE_CONTACT "${SPOTTER_PACKAGE_CONTACT}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "real-time AI coaching server for fitness apps")
set(CPACK_PACKAGE_DESCRIPTION
    "Spotter puts an AI coach inside a fitness app. The app opens a SignalR
connection, proves its purchase, and talks; the answer comes back word by
word from any of several language models, each standing in for the other,
or from a rule-based coach of Spotter's own.
.
This package holds the server, spotterd, and a sandboxed systemd service.")
set(CPACK_STRIP_FILES ON)
# What cpack would take as a person's umask decides nothing.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Of the libraries dpkg-shlibdeps knows; the authorities that upstream certificates are checked against
# are a file.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "logrotate, redis-server")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/packaging/debian/conffiles
    ${CMAKE_SOURCE_DIR}/packaging/debian/postinst
    ${CMAKE_SOURCE_DIR}/packaging/debian/prerm
    ${CMAKE_SOURCE_DIR}/packaging/debian/postrm)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/packaging/debian/documents.cmake)
set(CPACK_SPOTTER_SOURCE ${CMAKE_SOURCE_DIR})
set(CPACK_OUTPUT_FILE_PREFIX ${CMAKE_BINARY_DIR}/package)
include(CPack)
