#pragma once
// Reads a file of any kind.

#include <fstream>
#include <sstream>
#include <string>

namespace cunkou::app {

// "" for a file that cannot be read.
inline std::string whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

}  // namespace cunkou::app
