#pragma once
// The part of a connection string of SOCI that names the file. SOCI ends a path without quotation marks at
// its first blank, and takes the rest for further options.

#include <string>

namespace cunkou::sql {

// dbname="PATH". Throws Broken for a path that SOCI would read otherwise: it knows no escape, so a path with
// a blank has no quotation mark after that blank or right before it.
std::string file_option(const std::string& path);

}  // namespace cunkou::sql
