#pragma once
// How far a computed number can be trusted. A missing reading is never treated as zero or as safe.

#include <algorithm>
#include <optional>
#include <string_view>

namespace cunkou::agronomy {

// Ordered: a result carries the worst mark of its inputs.
enum class Mark {
  measured,
  estimated,  // computed from a fallback or an approximation
  outdated,   // computed from a reading that is too old
  none,       // no value
};

inline std::string_view name(Mark mark) {
  switch (mark) {
    case Mark::measured:
      return "measured";
    case Mark::estimated:
      return "estimated";
    case Mark::outdated:
      return "outdated";
    case Mark::none:
      return "none";
  }
  return "none";
}

inline Mark worst(Mark a, Mark b) { return std::max(a, b); }

struct Marked {
  double value = 0;  // meaningless if mark is none
  Mark mark = Mark::none;
  std::optional<double> get() const {
    return mark == Mark::none ? std::nullopt : std::optional<double>(value);
  }
  friend bool operator==(const Marked&, const Marked&) = default;
};

}  // namespace cunkou::agronomy
