#pragma once
// Imports places from a CSV file with the header code,name,parent_code,latitude,longitude (the last three
// columns are optional). Reports for each row what it does or why it is refused. Bad rows do not prevent good
// ones; importing the same file again changes nothing.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::places {

struct ImportedRow {
  enum class Action { add, change, same };
  std::size_t line = 0;
  Place place;
  Action action = Action::add;
};
std::string_view name(ImportedRow::Action);

struct RefusedRow {
  std::size_t line = 0;
  std::string text;  // as in the file, shortened
  Label reason;
};

struct ImportReport {
  std::vector<ImportedRow> rows;  // by line
  std::vector<RefusedRow> bad;
  std::size_t count(ImportedRow::Action) const;
};

// Whether the caller may edit at that path: of the place itself, or of its future parent ("/": a new county).
using MayEdit = std::function<bool(std::string_view path)>;

// Refuses the whole file only if it is not such a table: another header, a charset that charset_of does not
// recognise, more than limits::import_places_rows rows.
Result<ImportReport> preview_import(PlaceStore&, std::string_view csv, const MayEdit&);
Result<ImportReport> import_places(journal::Act&, PlaceStore&, std::string_view csv, const MayEdit&);

}  // namespace cunkou::places
