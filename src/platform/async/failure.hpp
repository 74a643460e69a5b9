#pragma once
// What becomes of an exception that a job or a callback let out: the thread goes on, and this is told.

#include <functional>
#include <string_view>

namespace cunkou::async {

using Failed = std::function<void(std::string_view what)>;  // any thread; must not throw

// Writes a line to standard error: for programs without a log.
void say_on_stderr(std::string_view what);

// Runs `job`; an exception goes to `failed` instead of up.
void run_guarded(const std::function<void()>& job, const Failed& failed);

}  // namespace cunkou::async
