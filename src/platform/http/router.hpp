#pragma once
// Which route a path belongs to. Pure; built once.

#include <memory>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"

namespace cunkou::http {

class Router {
 public:
  // Two routes with the same method and shape, or a pattern that is none, are a bug: std::logic_error.
  explicit Router(Routes);
  ~Router();

  struct Match {
    const Route* route = nullptr;  // none: see allowed
    std::map<std::string, std::string, std::less<>> params;
    std::vector<Method> allowed;  // methods of the routes that this path has; empty: there is no such path
  };
  // `path` as sent, still encoded; a path that does not decode has no route.
  Match find(Method, std::string_view path) const;

  const Routes& routes() const { return routes_; }

 private:
  struct Node;
  Routes routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace cunkou::http
