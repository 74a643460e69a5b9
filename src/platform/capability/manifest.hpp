#pragma once
// Contribution of a capability to the program. NAME.capability.cpp in the capability's folder has the
// function that makes its manifest, and app/capabilities.cpp lists these functions. Migrations (sql/*.sql)
// and the description of the API (*.api.yaml) are not in it: the build collects them by their place.

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "platform/capability/metric.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/word_column.hpp"

namespace cunkou::capability {

struct Timer {
  Duration every{};
  std::function<void()> run;  // on the worker pool, never concurrently with itself
  bool at_start = false;      // also once before the server listens
};

struct Manifest {
  std::string_view name;  // of the capability's folder: "devices"
  http::Routes routes = {};
  std::vector<Timer> timers = {};
  // The present figures; on any thread.
  std::function<std::vector<Metric>()> metrics = {};
  // Reads the capability's own definitions from the operator's folder, once at start. A refusal ends the
  // start.
  std::function<Result<void>(const std::filesystem::path& folder)> read_definitions = {};
  std::vector<std::string> definition_files = {};  // that it reads, by their names in that folder
  // Columns of its tables whose words the program has to know, and those whose words the definitions have to
  // have. The start lists words that are unknown.
  std::vector<sql::WordColumn> word_columns = {}, definition_columns = {};
  // Stores what is only in memory: once, after the routes and timers have ended.
  std::function<void()> flush = {};
};

}  // namespace cunkou::capability
