#pragma once
// Severity of an alarm, ordered by urgency: watch, then no_data, then danger.

#include <optional>
#include <string_view>

namespace cunkou::rules {

enum class Severity { watch, no_data, danger };  // 留意, 失联, 危险

// Overall status of a thing: the worst of its open alarms.
enum class ThingStatus { normal, watch, no_data, danger };

std::string_view name(Severity);
std::string_view name(ThingStatus);
std::optional<Severity> parse_severity(std::string_view);
Severity severity_or_danger(std::string_view);  // danger for an unknown word
ThingStatus status_of(Severity);

}  // namespace cunkou::rules
