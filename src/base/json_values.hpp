#pragma once
// Values as JSON; absent ones as null.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/label.hpp"

namespace cunkou {

inline boost::json::value text_or_null(const std::string& text) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

// Of a label in its stored form (base/label.hpp): the text for `language`.
inline boost::json::value label_or_null(const std::string& stored, std::string_view language) {
  return stored.empty() ? boost::json::value(nullptr) : boost::json::value(from_stored(stored).in(language));
}

// Also null if not finite, which JSON cannot express.
inline boost::json::value number_or_null(const std::optional<double>& n) {
  return n && std::isfinite(*n) ? boost::json::value(*n) : boost::json::value(nullptr);
}

inline boost::json::value iso_or_null(const std::optional<Instant>& t) {
  return t ? boost::json::value(to_iso(*t)) : boost::json::value(nullptr);
}

inline boost::json::object label_json(const Label& label) { return {{"zh", label.zh}, {"en", label.en}}; }

inline std::int64_t whole_seconds(Duration d) { return d.count() / 1000; }

}  // namespace cunkou
