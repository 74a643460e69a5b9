#pragma once
// The parts of the API's description, which the build embeds: src/**/*.api.yaml, each beside the routes that
// it describes.

#include <span>
#include <string_view>

namespace cunkou::http {

struct ApiPart {
  std::string_view file;  // "core/places/http/places.api.yaml"
  std::string_view text;
};

std::span<const ApiPart> api_parts();  // by file

}  // namespace cunkou::http
