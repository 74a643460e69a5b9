#pragma once
// Runs a program without a shell.

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::outbound {

// Runs argv[0] (an absolute path; argv passed as it is) with `input` on its standard input and waits for its
// end. Refused if it cannot be started, ends with another status than 0 (the reason carries the first line
// that it wrote, to 300 bytes), or does not end in `wait`: then it is killed with all that it started. It
// inherits no file of ours; what it writes beyond 64 KB is thrown away.
Result<void> run_process(const std::vector<std::string>& argv, std::string_view input, Duration wait);

}  // namespace cunkou::outbound
