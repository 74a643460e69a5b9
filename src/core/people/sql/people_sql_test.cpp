#include "core/people/people_store.hpp"

#include <gtest/gtest.h>

#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using PeopleSql = testing::PeopleTest;

TEST_F(PeopleSql, ListsPersonsByTheScopeOfTheirRoles) {
  const auto home = household("大棚户01");
  person({access::Role::farmer, {}, home, ""}, "13800000001", "大棚户01");
  person({access::Role::village, village, {}, ""}, "13800000002", "村支书(示例)");
  person({access::Role::county, county, {}, ""}, "13900000003", "县里(示例)");
  person({access::Role::operator_, {}, {}, ""}, "13900000004", "管理员(示例)");
  const auto list = [&](std::vector<std::string> under, std::string q, std::size_t top = 100,
                        std::size_t skip = 0) {
    const auto page = read([&](PeopleStore& s) { return s.list({under, q, top, skip}); });
    return std::pair(page.count, page.people.size());
  };
  using Counts = std::pair<std::int64_t, std::size_t>;
  EXPECT_EQ(list({"/1/2/3/"}, ""), Counts(2, 2));
  EXPECT_EQ(list({"/1/"}, ""), Counts(3, 3));
  EXPECT_EQ(list({"/"}, ""), Counts(4, 4));
  EXPECT_EQ(list({}, ""), Counts(0, 0));
  EXPECT_EQ(list({"/1/"}, "0002"), Counts(1, 1));
  EXPECT_EQ(list({"/1/"}, "138 0000-0002"), Counts(1, 1));
  for (auto part : {"138", "1380000", "00002", "002", "000", "38000000", "1380000000", "13800000002 x"})
    EXPECT_EQ(list({"/1/"}, part), Counts(0, 0)) << part;
  EXPECT_EQ(list({"/1/"}, "支书"), Counts(1, 1));
  EXPECT_EQ(list({"/1/"}, "%"), Counts(0, 0));
  EXPECT_EQ(list({"/1/"}, "", 2, 2), Counts(3, 1));
}

}  // namespace
}  // namespace cunkou::people
