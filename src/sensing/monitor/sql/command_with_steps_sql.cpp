#include "platform/sql/database.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/monitor/monitor_json.hpp"

namespace cunkou::monitor {

boost::json::object command_with_steps(sql::Database& database, const actuation::Command& command,
                                       const NameOf& names, std::string_view language) {
  std::vector<actuation::CommandStep> steps;
  database.read([&](sql::Transaction& t) { steps = actuation::command_store(t).steps(command.id); });
  return command_json(command, steps, names, language);
}

}  // namespace cunkou::monitor
