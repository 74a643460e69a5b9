#pragma once
// The log of capabilities, on spdlog.

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "base/mutex.hpp"
#include "platform/capability/log.hpp"

namespace cunkou::app {

// Format of every line of the program's log. What a line says is escaped (base/text.hpp): names, topics and
// paths come from outside, and must neither end a line nor move the cursor of the terminal that shows it.
void set_log_format();

// Thread-safe. Writes a line that comes again and again, as while a database does not answer, once a minute,
// and then says how often it came.
class SpdlogLog final : public capability::Log {
 public:
  void warn(std::string_view line) override;
  void error(std::string_view line) override;

 private:
  struct Written {
    std::chrono::steady_clock::time_point at;
    int left_out = 0;
  };
  // What to write; empty: nothing.
  std::string due(std::string_view line);

  Mutex mutex_;
  std::map<std::string, Written, std::less<>> lines_ CUNKOU_GUARDED_BY(mutex_);
};

}  // namespace cunkou::app
