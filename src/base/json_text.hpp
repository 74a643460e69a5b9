#pragma once
// Serialises JSON like Boost.JSON, except that numbers avoid exponents ("21.5", not "2.15E1").

#include <boost/json/fwd.hpp>
#include <string>

namespace cunkou {

// The shortest text that parses to the same number; without an exponent from 1e-6 up to 1e21, like
// ECMAScript's Number::toString. "0" for -0, and "null" for NaN and infinity.
std::string number_text(double);

// One line. UTF-8 is not escaped.
std::string json_text(const boost::json::value&);

}  // namespace cunkou
