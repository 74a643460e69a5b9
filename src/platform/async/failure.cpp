#include "platform/async/failure.hpp"

#include <cstdio>
#include <exception>

#include "base/text.hpp"

namespace cunkou::async {

void log_to_stderr(std::string_view what) {
  std::fprintf(stderr, "unexpected failure: %s\n", escaped(what).c_str());
}

void run_guarded(const std::function<void()>& job, const Failed& failed) {
  try {
    job();
  } catch (const std::exception& e) {
    failed(e.what());
  } catch (...) {
    failed("an exception of an unknown type");
  }
}

}  // namespace cunkou::async
