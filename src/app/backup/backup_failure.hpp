#pragma once
// Why a backup could not be made or restored, with what to do next.

#include <exception>
#include <string>

#include "base/unavailable.hpp"

namespace cunkou::app {

struct BackupFailure : Unavailable {
  using Unavailable::Unavailable;
};

BackupFailure not_written(const std::string& file);

// Of an Unavailable its reason; of a failed file operation what to do about it.
Label reason_of(const std::exception&);

}  // namespace cunkou::app
