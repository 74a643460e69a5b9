#pragma once
// How bad. Ordered by what to look at first: danger, then lost (nobody can see), then monitor.

#include <optional>
#include <string_view>

namespace cunkou::rules {

enum class Severity { watch, lost, danger };  // 留意, 失联, 危险

// A greenhouse in one word. Sorted worst first: danger, lost, watch, normal.
enum class ThingStatus { normal, watch, lost, danger };

std::string_view name(Severity);
std::string_view name(ThingStatus);
std::optional<Severity> parse_severity(std::string_view);
ThingStatus status_of(Severity);

}  // namespace cunkou::rules
