#include "core/journal/act_of.hpp"

#include "base/clock.hpp"
#include "platform/http/request.hpp"

namespace cunkou::journal {

Act act_of(const Clock& clock, const http::Request& request, sql::Transaction& t) {
  return {request.who.person, request.who.program ? "cli" : "app", clock.now(), journal_of(t)};
}

}  // namespace cunkou::journal
