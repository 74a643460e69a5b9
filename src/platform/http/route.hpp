#pragma once
// The route table: what each route is, what it needs, and what it says of itself in the API description. The
// router asks people::may() before a handler runs; a handler never decides rights of its own.

#include <functional>
#include <string>
#include <vector>

#include "platform/http/live_updates.hpp"
#include "platform/http/request.hpp"

namespace cunkou::http {

struct Route {
  Method method = Method::get;
  // "/api/greenhouses/{id}/commands": {name} takes one segment; a last "{rest...}" takes the remaining path,
  // also an empty one, with its slashes. A literal segment goes before {name}, that before {rest...}.
  std::string pattern;
  access::Permission need = access::Permission::operate;
  std::string summary;  // one line for the API description
  std::string tag;      // "greenhouses"
  std::string takes;    // name of the body's schema in definitions/api.yaml; "" for none
  std::string gives;    // name of the answer's schema; "" for none
  // Where the request's subject stands; may() is asked for `need` there. Absent: may_somewhere() (the
  // handler's list is filtered by scope). A subject that one may not see answers not_found.
  std::function<Result<access::Scope>(const Request&)> scope;
  // One of the three. handle runs on the worker pool; handle_later too, and may answer after it has returned
  // (ingest: after the commit), from any thread. The Request lives until it has answered; one that never
  // answers is answered with 500. follow opens a stream of server-sent events, and is asked again every
  // minute with the person's rights: a refusal, or an exception, ends the stream.
  std::function<Result<Response>(const Request&)> handle;
  std::function<void(const Request&, Respond)> handle_later;
  std::size_t body_bytes_max = 0;  // of the body, and of what it inflates to; 0: limits::http_body_bytes
  std::function<Result<Filter>(const Request&)> follow;
};

using Routes = std::vector<Route>;

}  // namespace cunkou::http
