#pragma once
// Handles a request without sockets: selects its route or file, and runs the route on a worker.

#include <variant>

#include "platform/http/server_context.hpp"

namespace cunkou::http {

// A request in progress. Shared by the connection and the worker, which never use it at the same time.
struct Exchange {
  explicit Exchange(ServerContext& s) : server_context(s), held(s.bodies) {}

  ServerContext& server_context;
  Request request;
  std::string verb;  // as sent: "HEAD" and "OPTIONS" too
  const Route* route = nullptr;
  bool keep_alive = false;
  bool head_only = false;
  MemoryReservation held;
};

// The next step: a file to send, an immediate response, or (neither) the exchange's route to run.
struct Plan {
  const File* file = nullptr;
  std::optional<Response> response;
};
Plan plan(Exchange&);  // sets route, method and route parameters; cheap, runs on the loop

// On a worker: inflates, identifies, authorizes, runs the handler. Calls `respond` once, from any thread.
void run_route(Exchange&, const Respond& respond);

// On a worker, before reading a large body, so that unauthorized clients cannot fill memory. Passes to
// `respond` the refusal, or an empty response with status 0.
void admit_early(Exchange&, const Respond& respond);

struct Subscription {
  Filter filter;
  access::Identity who;
};
// On a worker: identifies and authorizes for a route with follow.
Result<Subscription> subscribe(ServerContext&, const Route&, Request);

// Completes a handler's response for this request: gzip if it pays, no-store, Retry-After.
void finish(Response&, const Request&);

Response refusal(const Error&, const Request&, std::optional<int> status = {});

}  // namespace cunkou::http
