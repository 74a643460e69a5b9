#pragma once
// The route table: pattern, permission, handler and API description of each route. The router calls
// access::may() for the route's permission and scope before a handler runs. A handler asks may() only for
// what the scope cannot know: each row of a list, and subjects that the body or a stored row names.

#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/live_updates.hpp"
#include "platform/http/request.hpp"

namespace cunkou::http {

struct QueryParameter {
  enum class Kind { text, integer, flag, word };
  std::string name;
  Kind kind = Kind::text;
  std::vector<std::string> words;  // the values of a word
  std::optional<std::int64_t> minimum, maximum;
};

struct Route {
  Method method = Method::get;
  // "/api/greenhouses/{id}/commands": {name} matches one segment; a final "{rest...}" matches the remaining
  // path with its slashes, also an empty one. A literal segment takes precedence over {name}, and {name} over
  // {rest...}.
  std::string pattern;
  access::Permission need{};    // without a value: operate
  std::string summary;          // one line for the API description
  std::string tag;              // "greenhouses"
  std::string request_schema;   // of the body (*.api.yaml); "" for none
  std::string response_schema;  // "" for none
  // The scope of the request's subject, for which may() is asked for `need`. Absent: may_somewhere(), for
  // lists that the handler filters by scope. A subject that the person may not see is not_found.
  std::function<Result<access::Scope>(const Request&)> scope;
  // Exactly one of the three. handle runs on the worker pool. handle_later does too, and may respond after it
  // has returned (ingest: after the commit), from any thread; the Request stays valid until then, and a
  // handler that never responds gives a 500. follow opens a stream of server-sent events; it is called again
  // every minute with the person's rights, and a refusal or an exception ends the stream.
  std::function<Result<Response>(const Request&)> handle;
  std::function<void(const Request&, Respond)> handle_later;
  std::size_t body_bytes_max = 0;  // of the body, also after inflating; 0: limits::body_bytes
  std::function<Result<Filter>(const Request&)> follow;
  // A device may send its token in the URL or as a password: a request without a bearer token need not come
  // from a stranger.
  bool token_in_url = false;
  // False: it answers while the state database does not, on workers of its own. No session is looked up.
  bool needs_state = true;
  // False: Request::who stays empty, and the route answers where nobody can be identified.
  bool identifies = true;
  // Set by declare_requests(). Without them a request is not checked.
  std::optional<std::vector<QueryParameter>> query;
  std::vector<std::string> media_types;
};

using Routes = std::vector<Route>;

inline void append(Routes& routes, Routes more) {
  routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace cunkou::http
