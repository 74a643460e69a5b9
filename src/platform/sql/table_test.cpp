#include "platform/sql/table.hpp"

#include <gtest/gtest.h>

#include "platform/sql/database.hpp"

namespace cunkou::sql {
namespace {

enum class Colour { red, green };
std::string_view name(Colour colour) { return colour == Colour::red ? "red" : "green"; }
std::optional<Colour> parse_colour(std::string_view word) {
  if (word == "red") return Colour::red;
  if (word == "green") return Colour::green;
  return {};
}

struct Box {
  EntityId id;
  std::string name;
  std::optional<double> weight;
  bool sealed = false;
  Instant packed;
  PlaceId place;
  Colour colour = Colour::red;
  Duration shelf{};
  PersonId packer;
  std::string town;
};

constexpr auto box_table =
    table<Box>("boxes", column("name", &Box::name), column("weight", &Box::weight),
               column("sealed", &Box::sealed), fixed_column("packed", &Box::packed),
               column("place", &Box::place), column<Word<parse_colour>>("colour", &Box::colour),
               column<Milliseconds>("shelf", &Box::shelf), column<ZeroId<PersonTag>>("packer", &Box::packer),
               read_column("(SELECT name FROM towns WHERE towns.id = boxes.place)", &Box::town));

void make_boxes(soci::session& session) {
  run(session,
      "CREATE TABLE boxes (id INTEGER PRIMARY KEY, name TEXT, weight REAL, sealed INTEGER, packed INTEGER, "
      "place INTEGER, colour TEXT, shelf INTEGER, packer INTEGER NOT NULL, note TEXT)");
  run(session, "CREATE TABLE towns (id INTEGER PRIMARY KEY, name TEXT)");
  run(session, "INSERT INTO towns VALUES (3, 'Lower Bridge')");
}

std::vector<Box> boxes(soci::session& session) {
  return select_rows(session, box_table, "TRUE ORDER BY id", values());
}

struct Label {
  std::string code, text;
};

// A table of a type of its own, without codecs.
template <class Row, class V>
struct Field {
  using Value = V;
  std::string_view column;
  V Row::*field;
};

struct Labels {
  using Row = Label;
  std::string_view name = "labels";
  std::tuple<Field<Label, std::string>, Field<Label, std::string>> columns{{"code", &Label::code},
                                                                           {"text", &Label::text}};
};

TEST(PutRow, InsertsAndChangesARow) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    auto& session = t.session();
    make_boxes(session);
    Box box{
        {},          "apples",     1.5, true, {1'700'000'000'000}, PlaceId(3), Colour::green, Duration{2500},
        PersonId(7), "not written"};
    box.id = put_row(session, box_table, box);
    put_row(session, box_table, {{}, "pears", {}, false, {}, {}, Colour::red, {}, {}, {}});
    box.weight = 2.5;
    EXPECT_EQ(put_row(session, box_table, box), box.id);
    const auto found = boxes(session);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, box.id);
    EXPECT_EQ(found[0].name, "apples");
    EXPECT_EQ(found[0].weight, 2.5);
    EXPECT_TRUE(found[0].sealed);
    EXPECT_EQ(found[0].packed, box.packed);
    EXPECT_EQ(found[0].place, PlaceId(3));
    EXPECT_EQ(found[0].colour, Colour::green);
    EXPECT_EQ(found[0].shelf, Duration{2500});
    EXPECT_EQ(found[0].packer, PersonId(7));
    EXPECT_EQ(found[0].town, "Lower Bridge");
    EXPECT_FALSE(found[1].weight);
    EXPECT_FALSE(found[1].place);
    EXPECT_EQ(one<Int>(session, "SELECT count(*) FROM boxes WHERE place IS NULL AND packer = 0"), 1);
  });
}

TEST(PutRow, KeepsTheFixedColumnsOfARow) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    make_boxes(t.session());
    Box box;
    box.packed = {1000};
    box.id = put_row(t.session(), box_table, box);
    box.packed = {2000};
    put_row(t.session(), box_table, box);
    EXPECT_EQ(boxes(t.session()).at(0).packed, Instant{1000});
  });
}

TEST(AddRow, GivesANewIdAndFillsAFurtherColumn) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    make_boxes(t.session());
    Box box;
    box.id = add_row(t.session(), box_table, box, {"note", "'fragile'"});
    EXPECT_NE(add_row(t.session(), box_table, box), box.id);
    EXPECT_EQ(one<Text>(t.session(), "SELECT note FROM boxes WHERE id = ?", box.id), "fragile");
  });
}

TEST(SelectRows, LeavesOutARowWithAnUnknownWord) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    make_boxes(t.session());
    const auto id = put_row(t.session(), box_table, {});
    put_row(t.session(), box_table, {});
    run(t.session(), "UPDATE boxes SET colour = 'blue' WHERE id = ?", id);
    const auto found = boxes(t.session());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found[0].id, id);
  });
}

TEST(SelectRows, ReadsRowsOfAJoin) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    make_boxes(t.session());
    constexpr auto joined =
        joined_table<Label>("boxes", "towns t LEFT JOIN boxes b ON b.place = t.id",
                            column("b.name", &Label::code), read_column("t.name", &Label::text));
    const auto found = select_rows(t.session(), joined, "TRUE", values());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].code, "");
    EXPECT_EQ(found[0].text, "Lower Bridge");
  });
}

TEST(AppendRow, NumbersTheRowsOfAKey) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    auto& session = t.session();
    run(session, "CREATE TABLE labels (code TEXT, text TEXT, number INTEGER)");
    const auto append = [&](std::string code, std::string text) {
      append_row(session, Labels{}, {code, std::move(text)}, "code", code);
    };
    append("a", "first");
    append("b", "only");
    append("a", "second");
    EXPECT_EQ(one<Int>(session, "SELECT number FROM labels WHERE text = 'second'"), 1);
    EXPECT_EQ(one<Int>(session, "SELECT number FROM labels WHERE text = 'only'"), 0);
  });
}

TEST(InsertRow, RefusesASecondRowOfAKey) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    run(t.session(), "CREATE TABLE labels (code TEXT PRIMARY KEY, text TEXT)");
    insert_row(t.session(), Labels{}, {"a", "first"});
    EXPECT_THROW(insert_row(t.session(), Labels{}, {"a", "second"}), std::exception);
  });
}

TEST(ReplaceRow, KeepsOneRowForAKey) {
  Database database(":memory:");
  database.write([](Transaction& t) {
    auto& session = t.session();
    run(session, "CREATE TABLE labels (code TEXT PRIMARY KEY, text TEXT)");
    replace_row(session, Labels{}, "code", {"a", "first"});
    replace_row(session, Labels{}, "code", {"a", "second"});
    const auto found = select_rows(session, Labels{}, "code = ?", values("a"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, "second");
  });
}

}  // namespace
}  // namespace cunkou::sql
