#pragma once
// Why a backup could not be made or restored, with what to do next.

#include <exception>
#include <stdexcept>

#include "base/label.hpp"

namespace cunkou::app {

// what() is the English text.
struct BackupFailure : std::runtime_error {
  explicit BackupFailure(Label why) : std::runtime_error(why.en), reason(std::move(why)) {}
  Label reason;
};

// Of a BackupFailure or sql::Broken its reason; of a failed file operation what to do about it.
Label reason_of(const std::exception&);

}  // namespace cunkou::app
