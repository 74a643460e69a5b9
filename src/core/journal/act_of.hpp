#pragma once
// The Act of a request from a page: its person, the time and the journal.

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
