#pragma once
// For tests: places in memory, and the verbs that change them.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/journal/act.hpp"
#include "core/places/add_place.hpp"
#include "core/places/import_places.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::places::testing {

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
                    std::optional<Coordinates> at = {}) {
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

  sql::Database database = sql::testing::repeating_database();
};

}  // namespace cunkou::places::testing
