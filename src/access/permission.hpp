#pragma once
// The permissions by name, from the table permissions.def. Apart from may.hpp, so that a new permission
// compiles again only what names permissions.

#include "access/may.hpp"

namespace cunkou::access {

enum class Permission : unsigned char {
#define PERMISSION(name, ...) name,
#include "access/permissions.def"
#undef PERMISSION
};

}  // namespace cunkou::access
