#pragma once
// Handles exceptions that a job or callback lets escape: reports them, and the thread continues.

#include <functional>
#include <string_view>

namespace cunkou::async {

using Failed = std::function<void(std::string_view what)>;  // any thread; must not throw

// Writes a line to standard error, for programs without a log.
void log_to_stderr(std::string_view what);

// Runs `job`; passes an exception to `failed` instead of propagating it.
void run_guarded(const std::function<void()>& job, const Failed& failed);

}  // namespace cunkou::async
