#pragma once
// From a request to its answer, without sockets: which route or file it is for, and what a worker then does
// with it.

#include <variant>

#include "platform/http/server_context.hpp"

namespace cunkou::http {

// A request on its way. Shared by the connection and the worker; never touched by both at once.
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

// What is to be done: a file to send, an answer to give at once, or (neither) the exchange's route to run.
struct Plan {
  const File* file = nullptr;
  std::optional<Response> answer;
};
Plan plan(Exchange&);  // sets route, method and the route's params; cheap, on the loop

// On a worker: inflates, identifies, asks authorization, runs the handler. `respond` is called once, from any
// thread.
void run_route(Exchange&, const Respond& respond);

// On a worker, before a large body is read, so that strangers fill no memory: `respond` gets the refusal, or
// an empty response with status 0.
void admit_early(Exchange&, const Respond& respond);

struct Subscription {
  Filter filter;
  access::Identity who;
};
// On a worker: the same up to authorization, for a route with follow.
Result<Subscription> subscribe(const ServerContext&, const Route&, Request);

// Makes a handler's response one for this request: gzip where it pays, no-store, Retry-After.
void finish(Response&, const Request&);

Response refusal(const Error&, const Request&, std::optional<int> status = {});

}  // namespace cunkou::http
