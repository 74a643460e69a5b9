#pragma once
// The columns of the state database whose words the program knows, for `cunkou check`.

#include <span>

#include "platform/sql/stored_word.hpp"

namespace cunkou::app {

std::span<const sql::WordColumn> word_columns();

}  // namespace cunkou::app
