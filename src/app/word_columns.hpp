#pragma once
// The columns of the state database whose words the program or its definitions must know.

#include <span>
#include <vector>

#include "app/definitions.hpp"
#include "platform/sql/word_column.hpp"

namespace cunkou::app {

std::span<const sql::WordColumn> word_columns();

// Names of profiles and crops. The result must not outlive the definitions.
std::vector<sql::WordColumn> definition_columns(const Definitions&);

}  // namespace cunkou::app
