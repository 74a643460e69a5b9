# Writes a .cpp with the text of every schema/*.sql, so that the program carries its own schema.
#   cmake -DOUTPUT=schema.cpp -DFILES=a.sql,b.sql -P schema.cmake
string(REPLACE "," ";" files "${FILES}")
set(rows "")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  string(REGEX MATCH "^0*([1-9][0-9]*)_" matched ${name})
  if(NOT matched)
    message(FATAL_ERROR "${file}: a schema file is named NUMBER_name.sql")
  endif()
  set(number ${CMAKE_MATCH_1})
  file(READ ${file} text)
  string(APPEND rows "    {${number}, \"${name}\", R\"schema(${text})schema\"},\n")
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
