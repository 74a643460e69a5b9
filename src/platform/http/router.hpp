#pragma once
// Finds the route of a path. Immutable after construction.

#include <memory>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"

namespace cunkou::http {

class Router {
 public:
  // Throws std::logic_error (a bug) for two routes with the same method and shape, or an invalid pattern.
  explicit Router(Routes);
  ~Router();

  struct Match {
    const Route* route = nullptr;  // null: see allowed
    std::map<std::string, std::string, std::less<>> params;
    std::vector<Method> allowed;  // methods of the routes at this path; empty: unknown path
  };
  // `path` is percent-encoded, as sent; an undecodable path has no route.
  Match find(Method, std::string_view path) const;

  // Whether routes have this beginning: "/api/x" if there is "/api/places". `path` is decoded.
  bool has_routes_beside(std::string_view path) const;

  const Routes& routes() const { return routes_; }

 private:
  struct Node;
  Routes routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace cunkou::http
