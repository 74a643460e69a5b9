#include "core/places/import_places.hpp"

#include <gtest/gtest.h>

#include "core/places/limits.hpp"
#include "core/places/testing/places_fixture.hpp"

namespace cunkou::places {
namespace {

using ImportPlacesTest = testing::PlacesTest;

constexpr std::string_view county_csv =
    "\xEF\xBB\xBF"
    "code,name,parent_code,latitude,longitude\r\n"
    "610829101203,李家河村,610829101000,37.60,110.70\r\n"
    "610829000000,\"吴堡县(示例)\",,37.45,110.74\r\n"
    "610829101000,辛家沟镇,610829000000,,\r\n"
    "610829101203001,一组,610829101203,,\r\n";

TEST_F(ImportPlacesTest, AcceptsRowsInAnyOrder) {
  const auto before = preview(county_csv).value();
  EXPECT_EQ(before.count(ImportedRow::Action::add), 4u);
  EXPECT_TRUE(before.bad.empty());
  EXPECT_TRUE(all().empty()) << "a preview changes nothing";
  const auto report = import(county_csv).value();
  EXPECT_EQ(report.count(ImportedRow::Action::add), 4u);
  EXPECT_EQ(report.rows[0].line, 2u);
  EXPECT_EQ(report.rows[0].place.level, Level::village);
  EXPECT_EQ(all().size(), 4u);
}

TEST_F(ImportPlacesTest, ChangesNothingTheSecondTime) {
  import(county_csv).value();
  EXPECT_EQ(preview(county_csv)->count(ImportedRow::Action::same), 4u);
  EXPECT_EQ(import(county_csv)->count(ImportedRow::Action::same), 4u);
  const auto renamed = import("code,name\n610829101000,辛家沟镇(示例)\n610829101203,李家河村\n").value();
  EXPECT_EQ(renamed.count(ImportedRow::Action::change), 1u);
  EXPECT_EQ(renamed.count(ImportedRow::Action::same), 1u)
      << "no coordinates in the file leave those that are there";
  EXPECT_EQ(all().size(), 4u);
}

TEST_F(ImportPlacesTest, ReportsBadRowsAndKeepsGoodOnes) {
  const auto report = import(
                          "code,name,parent_code,latitude,longitude\n"
                          "610829000000,吴堡县(示例),,,\n"
                          "61082910100,少一位,610829000000,,\n"
                          "610829102000,,610829000000,,\n"
                          "610829103000,上级不符,610828000000,,\n"
                          "610829999001,没有上级,610829999000,,\n"
                          "610829104000,坐标,610829000000,95,110\n"
                          "610829104000,坐标,610829000000,37.5,\n"
                          "610829105000,好的,610829000000,37.5,110.7\n"
                          "610829105000,重复,610829000000,37.5,110.7\n"
                          "610829106000,\"引号没有成对\n")
                          .value();
  EXPECT_EQ(report.rows.size(), 2u);
  ASSERT_EQ(report.bad.size(), 8u);
  const std::vector<std::pair<std::size_t, std::string>> expected{
      {3, "12 digits"}, {4, "name"},        {5, "does not fit"}, {6, "not there"},
      {7, "Latitude"},  {8, "two numbers"}, {10, "line 9"},      {11, "quote"}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(report.bad[i].line, expected[i].first);
    EXPECT_NE(report.bad[i].reason.en.find(expected[i].second), std::string::npos) << report.bad[i].reason.en;
    EXPECT_FALSE(report.bad[i].reason.zh.empty());
  }
  EXPECT_EQ(report.bad[0].text, "61082910100,少一位,610829000000,,");
  EXPECT_EQ(all().size(), 2u);
}

TEST_F(ImportPlacesTest, RefusesRowsOutsideTheCallersScope) {
  import(county_csv).value();
  const auto own = all()[0].path;
  const auto report =
      import("code,name\n610829102000,岔上镇\n610830000000,清涧县\n", [&](std::string_view path) {
        return path.starts_with(own);
      }).value();
  EXPECT_EQ(report.rows.size(), 1u);
  ASSERT_EQ(report.bad.size(), 1u);
  EXPECT_EQ(report.bad[0].line, 3u);
}

TEST_F(ImportPlacesTest, RefusesOtherFiles) {
  EXPECT_TRUE(import("").has_error());
  EXPECT_TRUE(import("a,b\n1,2\n").has_error());
  EXPECT_TRUE(import("code,name,name\n610829000000,吴堡县,吴堡\n").has_error());
  EXPECT_TRUE(import("code,name\n610829000000,\xFF\xFF\n").has_error()) << "no character set";
  std::string long_file = "code,name\n";
  for (std::size_t i = 0; i <= limits::import_places_rows; ++i) long_file += "x,y\n";
  EXPECT_EQ(import(long_file).error().code, Code::too_large);
}

}  // namespace
}  // namespace cunkou::places
