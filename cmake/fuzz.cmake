# tests/fuzz/fuzz_WHAT.cpp is a libFuzzer target on the capabilities that it includes; tests/fuzz/corpus/WHAT/ holds its
# inputs. With CUNKOU_FUZZ (clang) it becomes the fuzzer fuzz_WHAT. Otherwise it becomes replay_WHAT, which ctest runs over
# the corpus, so that each finding stays a test, also under the sanitizers.
file(GLOB fuzz_targets CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_*.cpp)
foreach(source ${fuzz_targets})
  get_filename_component(what ${source} NAME_WE)
  string(REGEX REPLACE "^fuzz_" "" what ${what})
  cunkou_libraries_included_by(${source} libraries)
  if(CUNKOU_FUZZ)
    add_executable(fuzz_${what} ${source})
    target_link_options(fuzz_${what} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(fuzz_${what} PRIVATE ${libraries})
  else()
    add_executable(replay_${what} ${source} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_corpus.cpp)
    target_link_libraries(replay_${what} PRIVATE ${libraries})
    add_test(NAME replay_${what} COMMAND replay_${what} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${what})
  endif()
endforeach()
