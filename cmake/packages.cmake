# Debian 12 or 13 packages only; ./dev setup installs them.
find_package(Threads REQUIRED)
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 OLD)  # Boost as CMake itself finds it, on Debian 12 and 13 alike
endif()
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)

foreach(package zstd:libzstd sodium:libsodium simdjson:simdjson sqlite:sqlite3 qrencode:libqrencode mosquitto:libmosquitto yaml-cpp:yaml-cpp
        archive:libarchive curl:libcurl)
  string(REPLACE ":" ";" pair ${package})
  list(GET pair 0 name)
  list(GET pair 1 pc)
  pkg_check_modules(PC_${name} REQUIRED IMPORTED_TARGET ${pc})
  if(NOT TARGET ${name})
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE PkgConfig::PC_${name})
  endif()
endforeach()

find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE3 soci_sqlite3 REQUIRED)
add_library(soci INTERFACE)
target_link_libraries(soci INTERFACE ${SOCI_SQLITE3} ${SOCI_CORE})

find_library(PROMETHEUS_CORE prometheus-cpp-core REQUIRED)
add_library(prometheus INTERFACE)
target_link_libraries(prometheus INTERFACE ${PROMETHEUS_CORE})
