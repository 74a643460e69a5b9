#pragma once
// Names of verbs for showing. Entries are never rewritten, so an old one keeps the verb that it was written
// with.

#include <string_view>

namespace cunkou::journal {

// The present name of a verb: "settle_greenhouse" is "change_greenhouse" today.
std::string_view present_verb(std::string_view written);

}  // namespace cunkou::journal
