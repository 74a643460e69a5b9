#include "platform/yaml/node.hpp"

#include <yaml-cpp/yaml.h>

namespace cunkou::yaml {

Node::Node(const YAML::Node& node) : node_(std::make_shared<const YAML::Node>(node)) {}

bool Node::is_map() const { return node_ && node_->IsMap(); }
bool Node::is_list() const { return node_ && node_->IsSequence(); }
bool Node::is_scalar() const { return node_ && node_->IsScalar(); }
bool Node::is_null() const { return node_ && node_->IsNull(); }
bool Node::is_quoted() const { return node_ && node_->Tag() == "!"; }
std::string Node::scalar() const { return is_scalar() ? node_->Scalar() : std::string(); }
int Node::line() const { return node_ ? node_->Mark().line + 1 : 0; }

Node Node::operator[](const std::string& key) const {
  if (!is_map()) return {};
  const YAML::Node found = (*node_)[key];
  return found ? Node(found) : Node();
}

std::vector<std::pair<Node, Node>> Node::entries() const {
  std::vector<std::pair<Node, Node>> all;
  if (!is_map()) return all;
  for (const auto& entry : *node_) all.emplace_back(Node(entry.first), Node(entry.second));
  return all;
}

std::vector<Node> Node::items() const {
  std::vector<Node> all;
  if (!is_list()) return all;
  for (const auto& item : *node_) all.push_back(Node(item));
  return all;
}

Node parse(const std::string& text) {
  try {
    return Node(YAML::Load(text));
  } catch (const YAML::Exception& broken) {
    throw Refused("line " + std::to_string(broken.mark.line + 1) + ": this is not YAML (" + broken.msg +
                  "): look at the spaces before it");
  }
}

}  // namespace cunkou::yaml
