#pragma once
// Limits of SensorThings requests.

#include <cstddef>

namespace cunkou::sensorthings::limits {

inline constexpr std::size_t filter_depth = 32;  // nesting depth of a $filter expression
inline constexpr std::size_t expand_depth = 4;   // depth of $expand and of relations in a $filter's path
inline constexpr std::size_t entities_per_response = 50'000;    // including expansions: about 100 MB
inline constexpr std::size_t observations_scanned = 5'000'000;  // by one $filter or $count: some seconds
inline constexpr std::size_t observations_sorted = 500'000;     // in memory, by any property but time
inline constexpr std::size_t entity_member_bytes = 64 * 1024;   // a description, a boundary of 3,000 points

}  // namespace cunkou::sensorthings::limits
