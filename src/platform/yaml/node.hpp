#pragma once
// A node of a parsed YAML document. Copies are cheap and share the document.

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/label.hpp"

namespace YAML {
class Node;
}

namespace cunkou::yaml {

// Thrown while a document is read; with_refusals() of read.hpp turns it into an Error. "line 3: …"
class Refused : public std::runtime_error {
 public:
  explicit Refused(Label why) : std::runtime_error(why.en), reason(std::move(why)) {}
  explicit Refused(const std::string& english) : Refused(untranslated(english)) {}

  Label reason;
};

class Node {
 public:
  Node() = default;  // absent

  explicit operator bool() const { return node_ != nullptr; }  // false: absent
  bool is_map() const;
  bool is_list() const;
  bool is_scalar() const;
  bool is_null() const;        // the document is empty, or the value is ~ or null
  bool is_quoted() const;      // 'text' or "text": a string, whatever it looks like
  std::string scalar() const;  // as written; "" if it is not a scalar
  int line() const;            // from 1; 0: absent

  Node operator[](const std::string& key) const;       // absent if this is no map or has no such key
  std::vector<std::pair<Node, Node>> entries() const;  // keys and values of a map, in order
  std::vector<Node> items() const;                     // of a list

 private:
  friend Node parse(const std::string& text);
  explicit Node(const YAML::Node&);
  std::shared_ptr<const YAML::Node> node_;
};

// Throws Refused if the text is not YAML.
Node parse(const std::string& text);

}  // namespace cunkou::yaml
