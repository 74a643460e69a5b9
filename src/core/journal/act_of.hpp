#pragma once
// By whom a page's request changes something.

#include "core/journal/act.hpp"

namespace cunkou {
class Clock;
}
namespace cunkou::http {
struct Request;
}

namespace cunkou::journal {

Act act_of(const Clock&, const http::Request&, sql::Transaction&);

}  // namespace cunkou::journal
