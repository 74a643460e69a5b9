#include "core/places/import_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/charset.hpp"
#include "base/csv.hpp"
#include "base/text.hpp"
#include "core/places/add_place.hpp"
#include "core/places/division_code.hpp"
#include "core/places/limits.hpp"

namespace cunkou::places {
namespace {

using Action = ImportedRow::Action;

struct Columns {
  std::size_t code, name;
  std::optional<std::size_t> parent_code, latitude, longitude;
};

struct Row {
  std::size_t line;
  std::string text;
  AddPlace add;
  Level level = Level::county;
};

Result<Columns> read_header(const CsvRow& header) {
  CUNKOU_TRY(refuse_repeated_column(header.fields));
  const auto code = csv_column(header.fields, {"code", "代码"}),
             name = csv_column(header.fields, {"name", "名称"});
  if (!code || !name)
    return invalid({"第一行应是 code,name,parent_code,latitude,longitude",
                    "The first row must be code,name,parent_code,latitude,longitude"});
  return Columns{*code, *name, csv_column(header.fields, {"parent_code", "上级代码"}),
                 csv_column(header.fields, {"latitude", "纬度"}),
                 csv_column(header.fields, {"longitude", "经度"})};
}

std::string_view field(const CsvRow& row, std::optional<std::size_t> column) {
  return column && *column < row.fields.size() ? trimmed(row.fields[*column]) : std::string_view();
}

Result<std::optional<Coordinates>> coordinates(std::string_view latitude, std::string_view longitude) {
  if (latitude.empty() && longitude.empty()) return std::optional<Coordinates>();
  const auto north = parse_number<double>(latitude), east = parse_number<double>(longitude);
  if (!north || !east)
    return invalid(
        {"经纬度应是两个数，如 37.45 和 110.74", "The coordinates must be two numbers, as 37.45 and 110.74"});
  CUNKOU_TRY(check_coordinates({*north, *east}));
  return std::optional(Coordinates{*north, *east});
}

std::string shortened(std::string_view text) {
  constexpr std::size_t most = 200;
  if (text.size() <= most) return std::string(text);
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

Result<Row> read_row(const CsvRow& row, const Columns& columns) {
  if (row.fault) return invalid(*row.fault);
  CUNKOU_TRY_VALUE(code, parse_division_code(field(row, columns.code)));
  CUNKOU_TRY_VALUE(at, coordinates(field(row, columns.latitude), field(row, columns.longitude)));
  return Row{row.line,
             shortened(row.text),
             {std::string(field(row, columns.code)), std::string(field(row, columns.name)),
              std::string(field(row, columns.parent_code)), at},
             code.level};
}

// Parents before children, in whatever order the file has them.
Result<std::vector<Row>> read_rows(std::string_view csv, ImportReport& report) {
  CUNKOU_TRY_VALUE(text, in_utf8(std::string(csv)));
  CsvReader reader{std::string_view(text)};
  CsvRow row;
  if (!reader.next(row)) return invalid({"文件是空的", "The file is empty"});
  CUNKOU_TRY_VALUE(columns, read_header(row));
  std::vector<Row> rows;
  while (reader.next(row)) {
    if (rows.size() + report.bad.size() == limits::import_places_rows)
      return Error{Code::too_large, {"文件的行太多，请分成几个", "The file has too many rows: split it"}};
    if (auto read = read_row(row, columns))
      rows.push_back(std::move(*read));
    else
      report.bad.push_back({row.line, shortened(row.text), read.error().reason});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.level < b.level; });
  return rows;
}

// A store that also contains the places planned by the import so far, so that a preview finds their parents.
class Planned final : public PlaceStore {
 public:
  explicit Planned(PlaceStore& stored) : stored_(stored) {}

  std::optional<Place> by_id(PlaceId id) override {
    if (id.value > 0) return stored_.by_id(id);
    return planned_.at(static_cast<std::size_t>(-id.value - 1));
  }
  std::vector<Place> by_ids(const std::vector<PlaceId>& ids) override { return stored_.by_ids(ids); }
  std::optional<Place> by_code(std::string_view code) override {
    const auto found = by_code_.find(std::string(code));
    return found == by_code_.end() ? stored_.by_code(code) : std::optional(planned_[found->second]);
  }
  std::vector<Place> children(PlaceId parent) override { return stored_.children(parent); }
  std::vector<Place> all() override { return stored_.all(); }
  Place put(Place place) override {
    if (place.id) return place;
    place.id = PlaceId{-static_cast<std::int64_t>(planned_.size()) - 1};
    place.path = (place.parent ? by_id(place.parent)->path : std::string("/")) + "new/";
    by_code_.emplace(place.code, planned_.size());
    return planned_.emplace_back(std::move(place));
  }
  bool has_children(PlaceId id) override { return id.value < 0 || stored_.has_children(id); }
  void remove(PlaceId) override {}  // an import never removes

 private:
  PlaceStore& stored_;
  std::vector<Place> planned_;
  std::unordered_map<std::string, std::size_t> by_code_;
};

bool same(const Place& a, const Place& b) {
  if (a.name != b.name || a.at.has_value() != b.at.has_value()) return false;
  return !a.at || (a.at->latitude == b.at->latitude && a.at->longitude == b.at->longitude);
}

Result<ImportedRow> take_row(PlaceStore& places, const Row& row, const MayEdit& may_edit) {
  CUNKOU_TRY_VALUE(place, plan_place(places, row.add));
  const auto there = places.by_code(row.add.code);
  const auto parent = place.parent ? places.by_id(place.parent) : std::nullopt;
  if (!may_edit(there ? there->path : parent ? parent->path : std::string("/")))
    return forbidden({"这个地方不归您管", "This place is not yours to edit"});
  if (!there) return ImportedRow{row.line, places.put(place), Action::add};
  place.id = there->id;
  if (!place.at) place.at = there->at;
  if (same(place, *there)) return ImportedRow{row.line, *there, Action::same};
  return ImportedRow{row.line, places.put(place), Action::change};
}

Result<ImportReport> take(PlaceStore& places, std::string_view csv, const MayEdit& may_edit) {
  ImportReport report;
  CUNKOU_TRY_VALUE(rows, read_rows(csv, report));
  std::unordered_map<std::string, std::size_t> lines;
  for (const auto& row : rows) {
    const auto [earlier, first] = lines.emplace(row.add.code, row.line);
    auto taken = first ? take_row(places, row, may_edit)
                       : Result<ImportedRow>(invalid(format_label(
                             "代码与第{}行重复", "The code is in line {} already", earlier->second)));
    if (taken)
      report.rows.push_back(std::move(*taken));
    else
      report.bad.push_back({row.line, row.text, taken.error().reason});
  }
  const auto by_line = [](const auto& a, const auto& b) { return a.line < b.line; };
  std::sort(report.rows.begin(), report.rows.end(), by_line);
  std::sort(report.bad.begin(), report.bad.end(), by_line);
  return report;
}

}  // namespace

std::string_view name(Action action) {
  switch (action) {
    case Action::add:
      return "add";
    case Action::change:
      return "change";
    case Action::same:
      return "same";
  }
  return "same";
}

std::size_t ImportReport::count(Action action) const {
  return std::count_if(rows.begin(), rows.end(), [&](const auto& row) { return row.action == action; });
}

Result<ImportReport> preview_import(PlaceStore& places, std::string_view csv, const MayEdit& may_edit) {
  Planned planned(places);
  return take(planned, csv, may_edit);
}

Result<ImportReport> import_places(journal::Act& act, PlaceStore& places, std::string_view csv,
                                   const MayEdit& may_edit) {
  auto report = take(places, csv, may_edit);
  if (report && report->count(Action::add) + report->count(Action::change) > 0)
    act.record("import_places", "places",
               fmt::format(R"({{"add":{},"change":{}}})", report->count(Action::add),
                           report->count(Action::change)));
  return report;
}

}  // namespace cunkou::places
