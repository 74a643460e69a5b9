# Writes a .cpp with the text of every migration (src/**/sql/NUMBER_name.sql), so that the program carries them. Numbers are
# global; files of the same number belong to one step, in the order of their paths.
#   cmake -DOUTPUT=schema.cpp -DFILES=a.sql,b.sql -P schema.cmake
string(REPLACE "," ";" files "${FILES}")
list(SORT files)
set(numbers "")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  string(REGEX MATCH "^([0-9][0-9][0-9][0-9])_" matched ${name})
  if(NOT matched)
    message(FATAL_ERROR "${file}: a migration is named NUMBER_name.sql, with four digits")
  endif()
  set(number ${CMAKE_MATCH_1})
  file(READ ${file} text)
  list(APPEND numbers ${number})
  string(APPEND text_${number} "${text}\n-- engine all\n")
  string(APPEND name_${number} "${name} ")
endforeach()
list(REMOVE_DUPLICATES numbers)
list(SORT numbers)
set(rows "")
foreach(number ${numbers})
  math(EXPR plain "1${number} - 10000")
  string(STRIP "${name_${number}}" name)
  string(APPEND rows "    {${plain}, \"${name}\", R\"schema(${text_${number}})schema\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"platform/sql/schema.hpp\"

namespace cunkou::sql {
namespace {
constexpr SchemaFile files[] = {
${rows}};
}  // namespace

std::span<const SchemaFile> schema_files() { return files; }

}  // namespace cunkou::sql
")
