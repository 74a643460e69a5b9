#pragma once
// A short text in both of the program's languages, for definitions. Neither may be empty.

#include <string>

namespace cunkou {

struct Label {
  std::string zh;
  std::string en;
  friend bool operator==(const Label&, const Label&) = default;
};

}  // namespace cunkou
