#pragma once
// Runs jobs on other threads.

#include <functional>

#include "base/result.hpp"

namespace cunkou::async {

class Executor {
 public:
  virtual ~Executor() = default;
  // Any thread. Refuses a job that it will not run.
  virtual Result<void> post(std::function<void()>) = 0;
};

}  // namespace cunkou::async
