#pragma once
// For tests: a limit on the size of files, which SQLite meets as it meets a full disk.

#include <sys/resource.h>

#include <csignal>
#include <stdexcept>

namespace cunkou::sql::testing {

// While it lives no file of the process grows beyond 40 kB.
class FullDisk {
 public:
  FullDisk() {
    getrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before_;
    small.rlim_cur = 40'000;
    set(small);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  static void set(const rlimit& limit) {
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("the file size cannot be limited");
  }

  rlimit before_{};
};

}  // namespace cunkou::sql::testing
