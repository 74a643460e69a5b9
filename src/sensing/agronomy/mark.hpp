#pragma once
// How far a number may be trusted. A missing reading is never zero, and never "safe".

#include <algorithm>
#include <optional>
#include <string_view>

namespace cunkou::agronomy {

// Ordered: the worst mark of what went in is the mark of what comes out.
enum class Mark {
  measured,
  estimated,  // a fallback or an approximation stands in
  outdated,   // rests on a reading that is too old
  none,       // there is nothing to say
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
  double value = 0;  // meaningless where mark is none
  Mark mark = Mark::none;
  std::optional<double> get() const {
    return mark == Mark::none ? std::nullopt : std::optional<double>(value);
  }
  friend bool operator==(const Marked&, const Marked&) = default;
};

}  // namespace cunkou::agronomy
