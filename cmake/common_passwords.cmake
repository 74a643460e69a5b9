# Writes a .cpp with the list of common passwords, so that the program carries it.
#   cmake -DOUTPUT=common_passwords.cpp -DFILE=passwords.json -P common_passwords.cmake
file(READ ${FILE} text)
file(WRITE ${OUTPUT} "#include \"core/people/common_passwords.hpp\"

namespace cunkou::people {

std::string_view common_passwords_json() { return R\"list(${text})list\"; }

}  // namespace cunkou::people
")
