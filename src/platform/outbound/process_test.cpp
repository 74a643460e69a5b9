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

TEST(RunProcess, ReportsOutputAsUtf8WithoutControlCharacters) {
  const auto reason = [](const std::string& script) {
    const Script failing(script + "; exit 1");
    auto why = run_process({failing.file.string()}, "", seconds(20)).error().reason.en;
    return why.substr(why.find("status 1"));
  };
  EXPECT_EQ(reason(R"(printf '\262\273\n')"), "status 1, \uFFFD\uFFFD");
  EXPECT_EQ(reason(R"(printf 'a\0b\033[31m\r\n')"), "status 1, a b [31m");
  EXPECT_EQ(reason("printf x; for n in $(seq 60); do printf 余额不足; done"), [] {
    std::string line = "status 1, x";
    for (int n = 0; n < 99; ++n) line += std::string_view("余额不足").substr(n % 4 * 3, 3);
    return line + "…";
  }());
}

TEST(RunProcess, HidesAPartOfItsInput) {
  const Script script("read x; echo \"$x\"; exit 1");
  const auto padding = std::string(295, 'x');
  const auto why = [&](const std::string& input) {
    return run_process({script.file.string()}, input + "\n", seconds(20), {"13800000001", "138****0001"})
        .error()
        .reason.en;
  };
  EXPECT_NE(why("to 13800000001, 13800000001").find("to 138****0001, 138****0001"), std::string::npos);
  EXPECT_EQ(why(padding + "13800000001").find("1380"), std::string::npos) << "nor a part of it";
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
