#pragma once
// journal::Journal in the table `journal`, which a trigger keeps append-only.

#include <memory>

#include "journal/act.hpp"

namespace soci {
class session;
}

namespace cunkou::sql {

std::unique_ptr<journal::Journal> make_journal(soci::session&);

}  // namespace cunkou::sql
