#include "app/cli/terminal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace cunkou::app {
namespace {

class TerminalLocalize : public ::testing::Test {
 protected:
  ~TerminalLocalize() override { unsetenv("LC_ALL"); }
  static void speak(const char* locale) { setenv("LC_ALL", locale, 1); }
};

TEST_F(TerminalLocalize, PrintsOneLanguage) {
  speak("zh_CN.UTF-8");
  EXPECT_EQ(localize_line(6, "温度", {"不是数值", "not a number"}, "warm"),
            "第 6 行，温度：不是数值（warm）");
  EXPECT_EQ(localize("共 {} 条", "{} readings", 3), "共 3 条");
  speak("C.UTF-8");
  EXPECT_EQ(localize_line(6, "温度", {"不是数值", "not a number"}, "warm"),
            "line 6, 温度: not a number (warm)");
  EXPECT_EQ(localize("共 {} 条", "{} readings", 3), "3 readings");
}

TEST_F(TerminalLocalize, OmitsEmptyParts) {
  speak("C");
  EXPECT_EQ(localize_line(6, "", untranslated("this cannot be read"), ""), "line 6: this cannot be read");
  speak("zh_CN");
  EXPECT_EQ(localize_line(6, "", {"读不懂", "this cannot be read"}, ""), "第 6 行：读不懂");
}

TEST_F(TerminalLocalize, KeepsABarInAName) {
  speak("C");
  EXPECT_EQ(localize_line(2, "a|b", {"不是数值", "not a number"}, "x|y"), "line 2, a|b: not a number (x|y)");
}

}  // namespace
}  // namespace cunkou::app
