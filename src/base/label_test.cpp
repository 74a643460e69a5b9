#include "base/label.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

TEST(Label, IsChineseUnlessEnglishIsAsked) {
  const Label label{"报警", "alarm"};
  EXPECT_EQ(label.in("zh"), "报警");
  EXPECT_EQ(label.in("en"), "alarm");
  EXPECT_EQ(label.in("fr"), "报警");
  EXPECT_EQ(Label(label).in("en"), "alarm");
}

TEST(FormatLabel, FillsInBothLanguages) {
  EXPECT_EQ(format_label("共 {} 条", "{} readings", 3), (Label{"共 3 条", "3 readings"}));
  EXPECT_EQ(format_label("{0} 没有 {1}", "no {1} in {0}", "甲", std::string("a|b")),
            (Label{"甲 没有 a|b", "no a|b in 甲"}));
}

TEST(Untranslated, IsTheSameTextInBothLanguages) { EXPECT_EQ(untranslated("a|b"), (Label{"a|b", "a|b"})); }

TEST(ToStored, SeparatesTheLanguagesByABar) {
  EXPECT_EQ(to_stored({"已撤回", "Taken back"}), "已撤回|Taken back");
  EXPECT_EQ(to_stored({"没有 a|b", "no a|b"}), "没有 a｜b|no a|b");
  EXPECT_EQ(to_stored(untranslated("motor jammed")), "motor jammed");
}

TEST(FromStored, ReadsAStoredText) {
  for (const Label& label :
       {Label{"已撤回", "Taken back"}, untranslated("motor jammed"), Label{"没有", "no a|b"}})
    EXPECT_EQ(from_stored(to_stored(label)), label);
  EXPECT_EQ(from_stored(""), Label{});
}

}  // namespace
}  // namespace cunkou
