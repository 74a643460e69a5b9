#pragma once
// top and skip of a list.

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "platform/http/request.hpp"

namespace cunkou::http {

struct Page {
  std::size_t top = cunkou::limits::page_default;
  std::size_t skip = 0;
};

inline Result<Page> read_page(const Request& request) {
  Page page;
  for (auto [name, into] : {std::pair{"top", &page.top}, std::pair{"skip", &page.skip}}) {
    const auto text = request.query_param(name);
    if (!text) continue;
    const auto number = parse_number<std::size_t>(*text);
    if (!number) return invalid(format_label("{} 应为整数", "{} must be a whole number", name));
    *into = *number;
  }
  page.top = std::min(page.top, cunkou::limits::page_max);
  return page;
}

}  // namespace cunkou::http
