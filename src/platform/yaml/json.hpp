#pragma once
// YAML as JSON.

#include <boost/json/value.hpp>

#include "platform/yaml/node.hpp"

namespace cunkou::yaml {

// A quoted scalar is a string; others follow YAML's core schema: null, integers, numbers, true and false.
boost::json::value to_json(const Node&);

}  // namespace cunkou::yaml
