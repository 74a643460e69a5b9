#pragma once
// What a decision looked at: a reading, and how old it was. Kept with every alarm so that it can say so
// later.

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::control {

struct Looked {
  StreamId stream;
  std::string quantity;
  double value = 0;
  Instant time;
  Duration age{};  // when it was looked at
  friend bool operator==(const Looked&, const Looked&) = default;
};

// One column of text: "stream quantity value time_ms age_ms", one a line. read_looked skips lines it cannot
// read.
std::string write_looked(const std::vector<Looked>&);
std::vector<Looked> read_looked(std::string_view);

}  // namespace cunkou::control
