#pragma once
// For tests: reads YAML from a text as read_file() reads a file.

#include <string>
#include <type_traits>

#include "platform/yaml/read.hpp"

namespace cunkou::yaml::testing {

template <class Read>
auto read_text(const std::string& yaml, const std::string& file, Read read)
    -> Result<std::invoke_result_t<Read, const Node&>> {
  return with_refusals([&] { return read_document(yaml, file, read); });
}

}  // namespace cunkou::yaml::testing
