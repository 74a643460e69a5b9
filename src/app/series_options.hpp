#pragma once
// Series and stream options from the configuration, for the server and for commands.

#include "app/config.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app {

inline series::Store::Options series_options(const Config& config) {
  series::Store::Options options;
  if (config.head_readings) options.head_readings = config.head_readings;
  if (config.raw_kept) options.raw_kept = *config.raw_kept;
  return options;
}

inline std::size_t streams_per_device(const Config& config) {
  return config.streams_per_device ? config.streams_per_device : formats::limits::streams_per_device;
}

}  // namespace cunkou::app
