#include "platform/sql/table.hpp"

#include <gtest/gtest.h>

#include "platform/sql/database.hpp"

namespace cunkou::sql {
namespace {

struct Box {
  EntityId id;
  std::string name;
  std::optional<double> weight;
  bool sealed = false;
  Instant packed;
  PlaceId place;
};

template <class Row, class V>
struct Field {
  using Value = V;
  std::string_view column;
  V Row::*field;
};

struct Boxes {
  using Row = Box;
  std::string_view name = "boxes";
  std::tuple<Field<Box, std::string>, Field<Box, std::optional<double>>, Field<Box, bool>,
             Field<Box, Instant>, Field<Box, PlaceId>>
      columns{{"name", &Box::name},
              {"weight", &Box::weight},
              {"sealed", &Box::sealed},
              {"packed", &Box::packed},
              {"place", &Box::place}};
};

struct Label {
  std::string code, text;
};

struct Labels {
  using Row = Label;
  std::string_view name = "labels";
  std::tuple<Field<Label, std::string>, Field<Label, std::string>> columns{{"code", &Label::code},
                                                                           {"text", &Label::text}};
};

TEST(PutRow, InsertsAndReplacesARow) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    auto& session = t.session();
    run(session,
        "CREATE TABLE boxes (id INTEGER PRIMARY KEY, name TEXT, weight REAL, sealed INTEGER, "
        "packed INTEGER, place INTEGER)");
    Box box{{}, "apples", 1.5, true, {1'700'000'000'000}, PlaceId(3)};
    box.id = put_row(session, Boxes{}, box);
    put_row(session, Boxes{}, Box{{}, "pears", {}, false, {}, {}});
    box.weight = 2.5;
    EXPECT_EQ(put_row(session, Boxes{}, box), box.id);
    const auto found = select_rows(session, Boxes{}, "TRUE ORDER BY id", values());
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, box.id);
    EXPECT_EQ(found[0].name, "apples");
    EXPECT_EQ(found[0].weight, 2.5);
    EXPECT_TRUE(found[0].sealed);
    EXPECT_EQ(found[0].packed, box.packed);
    EXPECT_EQ(found[0].place, PlaceId(3));
    EXPECT_FALSE(found[1].weight);
    EXPECT_FALSE(found[1].place);
    EXPECT_EQ(one<Int>(session, "SELECT count(*) FROM boxes WHERE place IS NULL"), 1);
  });
}

TEST(ReplaceRow, KeepsOneRowForAKey) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    auto& session = t.session();
    run(session, "CREATE TABLE labels (code TEXT PRIMARY KEY, text TEXT)");
    replace_row(session, Labels{}, {"a", "first"});
    replace_row(session, Labels{}, {"a", "second"});
    const auto found = select_rows(session, Labels{}, "code = ?", values("a"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, "second");
  });
}

}  // namespace
}  // namespace cunkou::sql
