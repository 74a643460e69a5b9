#pragma once
// Topic names and topic filters (MQTT 3.1.1, 4.7). All functions require well-formed UTF-8 without U+0000.

#include <string_view>

namespace cunkou::mqtt {

// At least one character, no wildcard, at most limits::topic_bytes and limits::topic_levels.
bool is_topic_name(std::string_view);

// '#' only as the whole last level [MQTT-4.7.1-2], '+' only as a whole level [MQTT-4.7.1-3], and the limits
// above.
bool is_topic_filter(std::string_view);

bool has_wildcard(std::string_view filter);

// Whether a valid name matches a valid filter. A filter that starts with a wildcard matches no name that
// starts with '$' [MQTT-4.7.2-1]; "a/#" matches "a" too (4.7.1.2). Linear in the length of both.
bool matches(std::string_view filter, std::string_view name);

// Whether every match of `filter` is at or below the levels of `root`: "me/#" is within "me", "+/x" is not.
bool is_within(std::string_view filter, std::string_view root);

}  // namespace cunkou::mqtt
