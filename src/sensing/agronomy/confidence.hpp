#pragma once
// Reliability of a computed number. A missing reading is never treated as zero or as safe.

#include <algorithm>
#include <optional>
#include <string_view>

namespace cunkou::agronomy {

// Ordered: a result carries the worst confidence of its inputs.
enum class Confidence {
  measured,
  estimated,  // computed from a fallback or an approximation
  outdated,   // computed from a reading that is too old
  none,       // no value
};

inline std::string_view name(Confidence confidence) {
  switch (confidence) {
    case Confidence::measured:
      return "measured";
    case Confidence::estimated:
      return "estimated";
    case Confidence::outdated:
      return "outdated";
    case Confidence::none:
      return "none";
  }
  return "none";
}

inline Confidence worst(Confidence a, Confidence b) { return std::max(a, b); }

struct DerivedValue {
  double value = 0;  // meaningless if confidence is none
  Confidence confidence = Confidence::none;
  std::optional<double> get() const {
    return confidence == Confidence::none ? std::nullopt : std::optional<double>(value);
  }
  friend bool operator==(const DerivedValue&, const DerivedValue&) = default;
};

}  // namespace cunkou::agronomy
