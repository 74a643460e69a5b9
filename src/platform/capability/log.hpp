#pragma once
// The program's log, for failures that no request reports. Thread-safe.

#include <string_view>

namespace cunkou::capability {

class Log {
 public:
  virtual ~Log() = default;
  virtual void warn(std::string_view) = 0;   // it is tried again
  virtual void error(std::string_view) = 0;  // the operator has to do something
};

}  // namespace cunkou::capability
