# cmake --install build/release --prefix /usr/local: the program, its definitions, the built web app and the unit.
include(GNUInstallDirs)
foreach(program cunkou cunkou-simulator)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/definitions/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cunkou/definitions)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/web/dist/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cunkou/web)
# The documents keep their relative paths, so that their links work.
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/CONTRIBUTING.md
              ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
# Of the list of common passwords that the program carries.
install(FILES ${PROJECT_SOURCE_DIR}/web/node_modules/@zxcvbn-ts/language-common/LICENSE.txt
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/LICENSES RENAME zxcvbn-ts.txt)
install(FILES ${PROJECT_SOURCE_DIR}/packaging/config.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
configure_file(packaging/cunkou.service.in ${PROJECT_BINARY_DIR}/cunkou.service @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/cunkou.service DESTINATION lib/systemd/system)
install(FILES ${PROJECT_SOURCE_DIR}/packaging/cunkou.sysusers DESTINATION lib/sysusers.d RENAME cunkou.conf)
