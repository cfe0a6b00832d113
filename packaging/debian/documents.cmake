# Run by cpack between installing and packing: what Debian wants in /usr/share/doc beyond `cmake --install`.
set(doc ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/spotter)

# Not file(INSTALL): cpack has DESTDIR set.
configure_file(${CPACK_SPOTTER_SOURCE}/packaging/debian/copyright ${doc}/copyright COPYONLY)

# The date of the source if SOURCE_DATE_EPOCH tells it, so that two builds make the same package.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${doc}/changelog.Debian
     "spotter (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) bookworm; urgency=medium

  * Built from the source of version ${CPACK_PACKAGE_VERSION}; changelog.gz tells what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
configure_file(${CPACK_SPOTTER_SOURCE}/CHANGELOG.md ${doc}/changelog COPYONLY)
execute_process(COMMAND gzip -9nf ${doc}/changelog.Debian ${doc}/changelog COMMAND_ERROR_IS_FATAL ANY)
file(CHMOD ${doc}/changelog.Debian.gz ${doc}/changelog.gz
     PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
