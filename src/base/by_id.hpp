#pragma once
// Rows that a store returned for a list of ids, for look-ups.

#include <unordered_map>
#include <utility>
#include <vector>

namespace cunkou {

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
