# Writes a .cpp with the text of every part of the API's description (src/**/*.api.yaml), so that the program carries them.
#   cmake -DOUTPUT=api_parts.cpp -DROOT=src -DFILES=a.api.yaml,b.api.yaml -P api.cmake
string(REPLACE "," ";" files "${FILES}")
list(SORT files)
set(rows "")
foreach(file ${files})
  file(RELATIVE_PATH name ${ROOT} ${file})
  file(READ ${file} text)
  string(APPEND rows "    {\"${name}\", R\"part(${text})part\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"platform/http/api_parts.hpp\"

namespace cunkou::http {
namespace {
constexpr ApiPart parts[] = {
${rows}};
}  // namespace

std::span<const ApiPart> api_parts() { return parts; }

}  // namespace cunkou::http
")
