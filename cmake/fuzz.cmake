# tests/fuzz/ROOM_WHAT.cpp is a libFuzzer target on the library of ROOM; tests/fuzz/corpus/ROOM_WHAT/ holds its inputs.
# With CUNKOU_FUZZ (clang) it becomes the fuzzer fuzz_ROOM_WHAT. Otherwise it becomes replay_ROOM_WHAT, which ctest runs
# over the corpus: so every finding stays a test, under the sanitizers too.
file(GLOB fuzz_targets CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/*.cpp)
list(FILTER fuzz_targets EXCLUDE REGEX "/replay\\.cpp$")
foreach(source ${fuzz_targets})
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_.*" "" room ${name})
  if(CUNKOU_FUZZ)
    add_executable(fuzz_${name} ${source})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(fuzz_${name} PRIVATE cunkou_${room})
  else()
    add_executable(replay_${name} ${source} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.cpp)
    target_link_libraries(replay_${name} PRIVATE cunkou_${room})
    add_test(NAME replay_${name} COMMAND replay_${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  endif()
endforeach()
