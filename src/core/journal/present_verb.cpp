#include "core/journal/present_verb.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cunkou::journal {
namespace {

// As written, and as it is called today.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> renamed{
    {{"end_channel", "remove_channel"},
     {"forget_greenhouse", "forget_thing"},
     {"settle_greenhouse", "change_greenhouse"},
     {"take_back_entities", "undo_creation"}}};

}  // namespace

std::string_view present_verb(std::string_view written) {
  const auto found = std::ranges::find(renamed, written, [](const auto& row) { return row.first; });
  return found == renamed.end() ? written : found->second;
}

}  // namespace cunkou::journal
