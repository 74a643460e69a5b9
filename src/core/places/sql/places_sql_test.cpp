#include "core/places/limits.hpp"
#include "core/places/place_store.hpp"

#include <gtest/gtest.h>

#include "core/journal/act.hpp"
#include "core/places/add_place.hpp"
#include "core/places/change_place.hpp"
#include "core/places/division_code.hpp"
#include "core/places/import_places.hpp"
#include "core/places/remove_place.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::places {
namespace {

using namespace sql;

class PlacesTest : public ::testing::Test {
 protected:
  template <class F>
  auto write(F&& f) {
    return database.write([&](sql::Transaction& t) {
      journal::Act act{PersonId{1}, "app", {1'700'000'000'000}, journal::journal_of(t)};
      return f(act, places::place_store(t));
    });
  }
  Result<Place> add(std::string code, std::string name, std::string parent = "",
                    std::optional<Geometry> at = {}) {
    return write([&](journal::Act& act, PlaceStore& places) {
      return add_place(act, places, {code, name, parent, at});
    });
  }
  Result<ImportReport> import(
      std::string_view csv, MayEdit may_edit = [](std::string_view) { return true; }) {
    return write(
        [&](journal::Act& act, PlaceStore& places) { return import_places(act, places, csv, may_edit); });
  }
  Result<ImportReport> preview(std::string_view csv) {
    return database.read([&](sql::Transaction& t) {
      return preview_import(places::place_store(t), csv, [](std::string_view) { return true; });
    });
  }
  std::vector<Place> all() {
    return database
        .read([](sql::Transaction& t) { return Result<std::vector<Place>>(places::place_store(t).all()); })
        .value();
  }
  std::vector<std::string> under(std::string_view path) {
    std::vector<std::string> names;
    for (const auto& place : all())
      if (place.path.starts_with(path)) names.push_back(place.name);
    return names;
  }

  sql::Database database{":memory:"};
};

using AddPlaceTest = PlacesTest;
using PlaceStoreTest = PlacesTest;
using ChangePlaceTest = PlacesTest;
using RemovePlaceTest = PlacesTest;
using ImportPlacesTest = PlacesTest;

TEST(ParseDivisionCode, GivesLevelAndParent) {
  EXPECT_EQ(parse_division_code("610829000000")->level, Level::county);
  EXPECT_EQ(parse_division_code("610829101000")->parent, "610829000000");
  EXPECT_EQ(parse_division_code("610829101203")->parent, "610829101000");
  EXPECT_EQ(parse_division_code("610829101203001")->parent, "610829101203");
  EXPECT_EQ(parse_division_code("610829101203001")->level, Level::group);
  for (auto code : {"", "610829", "61082910120a", "000000000000", "610829000203", "610829101000001",
                    "610829101203000", "6108291012030011"})
    EXPECT_TRUE(parse_division_code(code).has_error()) << code;
}

TEST_F(AddPlaceTest, BuildsATree) {
  const auto county = add("610829000000", "吴堡县(示例)").value();
  const auto town = add("610829101000", "辛家沟镇", "610829000000", Geometry{37.5, 110.7}).value();
  const auto village = add("610829101203", "李家河村", "610829101000").value();
  EXPECT_EQ(village.path,
            county.path + std::to_string(town.id.value) + "/" + std::to_string(village.id.value) + "/");
  EXPECT_EQ(under(town.path), (std::vector<std::string>{"辛家沟镇", "李家河村"}));
  EXPECT_EQ(under("/"), (std::vector<std::string>{"吴堡县(示例)", "辛家沟镇", "李家河村"}));
  EXPECT_DOUBLE_EQ(all()[1].at->longitude, 110.7);
  EXPECT_FALSE(all()[2].at.has_value());
}

TEST_F(PlaceStoreTest, SubtreeExcludesIdsWithTheSamePrefix) {
  add("610829000000", "吴堡县(示例)").value();
  for (int i = 1; i <= 12; ++i)
    add(std::to_string(610829100000 + i * 1000), "镇" + std::to_string(i)).value();
  EXPECT_EQ(under("/1/"), under("/"));
  EXPECT_EQ(under("/1/2/").size(), 1u) << "not /1/2x/";
}

TEST_F(AddPlaceTest, RefusesInvalidPlaces) {
  add("610829000000", "吴堡县(示例)").value();
  EXPECT_EQ(add("610829000000", "again").error().code, Code::conflict);
  EXPECT_EQ(add("610829101203", "李家河村").error().code, Code::invalid) << "no such town";
  EXPECT_EQ(add("610829101000", "辛家沟镇", "610828000000").error().code, Code::invalid) << "another county";
  EXPECT_EQ(add("610829101000", " ").error().code, Code::invalid);
  EXPECT_EQ(add("610829101000", "辛家沟镇", "", Geometry{91, 0}).error().code, Code::invalid);
  EXPECT_EQ(all().size(), 1u);
}

TEST_F(ChangePlaceTest, ChangesNameAndPosition) {
  const auto place = add("610829000000", "吴堡县").value();
  const auto changed = write([&](journal::Act& act, PlaceStore& places) {
    return change_place(act, places, place.id, {"吴堡县(示例)", Geometry{37.45, 110.74}});
  });
  EXPECT_EQ(changed->name, "吴堡县(示例)");
  EXPECT_DOUBLE_EQ(all()[0].at->latitude, 37.45);
  EXPECT_EQ(all()[0].path, place.path);
}

TEST_F(ChangePlaceTest, RemovesThePosition) {
  const auto place = add("610829000000", "吴堡县(示例)", "", Geometry{37.45, 110.74}).value();
  const auto change = [&](std::optional<std::optional<Geometry>> at) {
    return write([&](journal::Act& act, PlaceStore& places) {
      return change_place(act, places, place.id, {{}, at});
    });
  };
  EXPECT_TRUE(change(std::nullopt)->at);
  EXPECT_FALSE(change(std::optional<Geometry>())->at);
  EXPECT_FALSE(all()[0].at);
}

TEST_F(RemovePlaceTest, RemovesUnusedPlacesOnly) {
  const auto county = add("610829000000", "吴堡县(示例)").value();
  const auto town = add("610829101000", "辛家沟镇").value();
  const auto remove = [&](PlaceId id, bool used = false) {
    return write([&](journal::Act& act, PlaceStore& places) { return remove_place(act, places, id, used); });
  };
  EXPECT_EQ(remove(county.id).error().code, Code::conflict) << "a town stands in it";
  EXPECT_TRUE(remove(town.id));
  EXPECT_EQ(remove(town.id).error().code, Code::not_found);
  EXPECT_EQ(all().size(), 1u);
  EXPECT_EQ(remove(county.id, true).error().code, Code::conflict) << "another capability uses it";
}

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
      << "no position in the file leaves the one that is there";
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
  EXPECT_TRUE(import("code,name\n610829000000,\xFF\xFF\n").has_error()) << "no character set";
  std::string long_file = "code,name\n";
  for (std::size_t i = 0; i <= limits::import_places_rows; ++i) long_file += "x,y\n";
  EXPECT_EQ(import(long_file).error().code, Code::too_large);
}

}  // namespace
}  // namespace cunkou::places
