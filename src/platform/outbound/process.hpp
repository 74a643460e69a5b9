#pragma once
// Runs a program without a shell.

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::outbound {

struct Hidden {  // a part of the input that a program may print, and what a reason shows in its place
  std::string text, shown;
};

// Runs argv[0] (an absolute path; argv is passed unchanged) with `input` on its standard input and waits for
// its end. Refuses if it cannot be started, exits with a status other than 0 (the reason contains the first
// line of its output, up to 300 bytes, as UTF-8 without control characters), or exceeds `wait`, which kills
// it with all its children. It inherits no file of this program; output beyond 64 KB is discarded.
Result<void> run_process(const std::vector<std::string>& argv, std::string_view input, Duration wait,
                         const Hidden& = {});

}  // namespace cunkou::outbound
