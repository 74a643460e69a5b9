#include "platform/outbound/process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/outbound/testing/script.hpp"

namespace cunkou::outbound {
namespace {

namespace fs = std::filesystem;

TEST(RunProcess, ReportsTheOutputOfAFailure) {
  const Script script("echo 'no credit left' >&2; exit 3");
  const auto failed = run_process({script.file.string()}, std::string(500'000, 'x'), seconds(20));
  EXPECT_NE(failed.error().reason.en.find("status 3, no credit left"), std::string::npos)
      << failed.error().reason.en;
}

TEST(RunProcess, KillsTheProcessGroupOnTimeout) {
  const Script script(
      "sleep 1000 & echo $! > " +
      (fs::path(testing::TempDir()) / ("cunkou_script_" + std::to_string(getpid())) / "out").string() +
      "; sleep 1000");
  EXPECT_FALSE(run_process({script.file.string()}, "", seconds(2)));
  const auto child = std::atoi(script.written().c_str());
  ASSERT_GT(child, 0) << "the script had not begun";
  for (;;) {
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string pid, name, state;
    if (!(stat >> pid >> name >> state) || state == "Z") break;
    std::this_thread::yield();
  }
}

TEST(RunProcess, AllowsARemainingChildAndLongOutput) {
  const Script script("sleep 1000 & yes | head -c 3000000; kill $!");
  EXPECT_TRUE(run_process({script.file.string()}, "", seconds(20)));
}

TEST(RunProcess, RefusesAProgramThatCannotBeStarted) {
  EXPECT_FALSE(run_process({}, "", seconds(1)));
  EXPECT_EQ(run_process({"sh", "-c", "true"}, "", seconds(1)).error().code, Code::invalid);
  EXPECT_EQ(run_process({"/nonexistent/sms"}, "", seconds(1)).error().code, Code::unavailable);
}

}  // namespace
}  // namespace cunkou::outbound
