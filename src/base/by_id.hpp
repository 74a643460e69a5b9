#pragma once
// Lists of rows that have an id: their ids, and maps for look-ups.

#include <unordered_map>
#include <utility>
#include <vector>

namespace cunkou {

// In the order of the rows.
template <class Row>
std::vector<decltype(Row::id)> ids_of(const std::vector<Row>& rows) {
  std::vector<decltype(Row::id)> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  return ids;
}

// A map of the rows by their `id`.
template <class Row>
std::unordered_map<decltype(Row::id), Row> by_id(std::vector<Row> rows) {
  std::unordered_map<decltype(Row::id), Row> map;
  for (auto& row : rows) {
    const auto id = row.id;
    map.emplace(id, std::move(row));
  }
  return map;
}

// Null if there is none.
template <class RowId, class Row>
const Row* find_in(const std::unordered_map<RowId, Row>& map, RowId id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace cunkou
