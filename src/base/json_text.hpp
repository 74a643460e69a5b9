#pragma once
// JSON as text, for answers, events and whatever else goes out: as Boost.JSON writes it, but numbers as
// people write them ("21.5", not "2.15E1").

#include <boost/json/fwd.hpp>
#include <string>

namespace cunkou {

// The shortest text that reads back as the same number; without an exponent from 1e-6 up to 1e21, as in
// ECMAScript's Number::toString. "0" for -0, and "null" for what JSON has no word for (NaN, infinity).
std::string number_text(double);

// One line. UTF-8 stays as it is.
std::string json_text(const boost::json::value&);

}  // namespace cunkou
