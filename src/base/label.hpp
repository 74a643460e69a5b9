#pragma once
// A short text that a person reads, in both of the program's languages. Definitions carry it; neither may be
// empty.

#include <string>

namespace cunkou {

struct Label {
  std::string zh;
  std::string en;
  friend bool operator==(const Label&, const Label&) = default;
};

}  // namespace cunkou
