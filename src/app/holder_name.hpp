#pragma once
// The name by which another program finds the holder of a database (sql::Database::hold()).

#include <string>
#include <string_view>

namespace cunkou::app {

// "cunkou serve on HOST, process 123"
std::string holder_name(std::string_view command);

}  // namespace cunkou::app
