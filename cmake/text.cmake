# Writes a .cpp with the text of a file, so that the program carries it with itself.
#   cmake -DOUTPUT=text.cpp -DFILE=definitions/api.yaml -DHEADER=app/api_definitions.hpp
#         -DFUNCTION=cunkou::app::api_definitions_text -P text.cmake
file(READ ${FILE} text)
file(WRITE ${OUTPUT} "#include \"${HEADER}\"

std::string_view ${FUNCTION}() { return R\"text(${text})text\"; }
")
