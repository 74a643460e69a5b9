#include "platform/http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/percent.hpp"

namespace cunkou::http {

namespace {

using Segments = std::vector<std::string_view>;

Segments split(std::string_view path) {
  Segments segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    segments.push_back(path.substr(0, path.find('/')));
    path.remove_prefix(segments.back().size());
  }
  return segments;
}

bool is_param(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
bool is_rest(std::string_view segment) { return is_param(segment) && segment.ends_with("...}"); }

std::vector<std::string> names_in(std::string_view pattern) {
  std::vector<std::string> names;
  for (auto segment : split(pattern)) {
    if (!is_param(segment)) continue;
    segment.remove_prefix(1);
    names.emplace_back(segment.substr(0, segment.find_first_of(".}")));
  }
  return names;
}

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> param, rest;
  std::vector<const Route*> routes;

  bool is_leaf() const { return literals.empty() && !param && !rest; }

  static Node& at(std::unique_ptr<Node>& child) {
    if (!child) child = std::make_unique<Node>();
    return *child;
  }

  Node& child(std::string_view segment) {
    if (is_rest(segment)) return at(rest);
    if (is_param(segment)) return at(param);
    return at(literals[std::string(segment)]);
  }

  void add(const Route& route) {
    for (const auto* other : routes)
      if (other->method == route.method)
        throw std::logic_error("two routes: " + other->pattern + " and " + route.pattern);
    routes.push_back(&route);
  }
};

namespace {

// Searches the tree; the first leaf with the method wins, other leaves contribute their methods to `allowed`.
template <class Node>
struct Walk {
  Method method;
  const std::vector<std::string>& segments;
  std::vector<std::string> values;
  Router::Match match;

  bool down(const Node& node, std::size_t n) {
    if (n == segments.size() && settle(node)) return true;
    if (n < segments.size()) {
      const auto literal = node.literals.find(segments[n]);
      if (literal != node.literals.end() && down(*literal->second, n + 1)) return true;
      if (node.param && !segments[n].empty() && with_value(*node.param, segments[n], n + 1)) return true;
    }
    return node.rest && with_value(*node.rest, rest_from(n), segments.size());
  }

  bool with_value(const Node& node, std::string value, std::size_t n) {
    values.push_back(std::move(value));
    if (down(node, n)) return true;
    values.pop_back();
    return false;
  }

  std::string rest_from(std::size_t n) const {
    std::string rest;
    for (std::size_t m = n; m < segments.size(); ++m) rest.append(m == n ? "" : "/").append(segments[m]);
    return rest;
  }

  bool settle(const Node& node) {
    for (const auto* route : node.routes) {
      match.allowed.push_back(route->method);
      if (route->method == method) match.route = route;
    }
    return match.route;
  }
};

}  // namespace

Router::Router(Routes routes) : routes_(std::move(routes)), root_(std::make_unique<Node>()) {
  for (const auto& route : routes_) {
    if (!route.pattern.starts_with('/'))
      throw std::logic_error("a route without a leading '/': " + route.pattern);
    Node* node = root_.get();
    for (const auto segment : split(route.pattern)) {
      if (is_rest(segment) && !route.pattern.ends_with(segment))
        throw std::logic_error("{...} is not last: " + route.pattern);
      node = &node->child(segment);
    }
    node->add(route);
  }
}

Router::~Router() = default;

Router::Match Router::find(Method method, std::string_view path) const {
  if (!path.starts_with('/')) return {};
  std::vector<std::string> segments;
  for (const auto segment : split(path)) {
    auto decoded = percent_decode(segment);
    if (!decoded) return {};
    segments.push_back(std::move(*decoded));
  }
  Walk<Node> walk{method, segments, {}, {}};
  if (!walk.down(*root_, 0)) return std::move(walk.match);
  const auto names = names_in(walk.match.route->pattern);
  for (std::size_t n = 0; n < names.size(); ++n) walk.match.params[names[n]] = walk.values[n];
  return std::move(walk.match);
}

bool Router::has_routes_beside(std::string_view path) const {
  const auto end = path.find('/', 1);
  if (!path.starts_with('/') || end == path.npos) return false;
  const auto found = root_->literals.find(path.substr(1, end - 1));
  return found != root_->literals.end() && !found->second->is_leaf();
}

}  // namespace cunkou::http
