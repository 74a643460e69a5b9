#pragma once
// For tests: a shell script in a temporary folder, to be started as an outside program.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace cunkou::outbound {

// One at a time in a test: all use the same file.
struct Script {
  std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / ("cunkou_script_" + std::to_string(getpid()));
  std::filesystem::path file = folder / "call.sh", out = folder / "out";
  explicit Script(const std::string& text) {
    std::filesystem::create_directories(folder);
    std::ofstream(file) << "#!/bin/sh\n" << text;
    chmod(file.c_str(), 0755);
  }
  ~Script() { std::filesystem::remove_all(folder); }
  // What the script wrote to `out`.
  std::string written() const {
    std::ostringstream text;
    text << std::ifstream(out).rdbuf();
    return text.str();
  }
};

}  // namespace cunkou::outbound
