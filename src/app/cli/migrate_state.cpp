#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "app/cli/commands.hpp"
#include "app/cli/terminal.hpp"
#include "app/data_folder.hpp"
#include "app/database_files.hpp"
#include "app/fill_database.hpp"
#include "app/flush.hpp"
#include "app/holder_name.hpp"
#include "app/series_file.hpp"
#include "core/journal/act.hpp"
#include "platform/sql/copy_state.hpp"
#include "platform/sql/database.hpp"
#include "sensing/series/copy_series.hpp"
#include "sensing/series/sql/series_postgresql.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

// Refuses a copy whose journal is not as that of the source, and says if that is damaged itself.
Result<void> require_same_journal(const std::string& source, const std::string& copy) {
  const auto checked = [](const std::string& state) {
    sql::Database database(state);
    return std::pair(journal::check_journal(database), journal::last_hash(database));
  };
  const auto before = checked(source);
  if (checked(copy) != before)
    return Error{Code::unavailable,
                 {"搬过去的日志和原来的不一样，原来的没有动：请再试一次",
                  "the copied journal is not the one of before, which was not touched: try again"}};
  for (const auto& fault : before.first)
    fmt::print(stderr, "{}\n", localize("原来的日志就有损坏：{}", "damaged before the move: {}", fault));
  return {};
}

void print(const std::vector<sql::CopiedTable>& copied) {
  std::int64_t rows = 0, replaced = 0;
  for (const auto& table : copied) {
    fmt::print("{:>10}  {}\n", table.rows, table.name);
    rows += table.rows;
    replaced += table.replaced_texts;
  }
  if (replaced > 0)
    fmt::print(stderr, "{}\n",
               localize("{} 段文字里有空字符（U+0000），已换成 �。",
                        "{} texts had the character U+0000, which is � in the copy.", replaced));
  fmt::print("{}\n",
             localize("共 {} 张表、{} 行，日志的链已核对。",
                      "{} tables with {} rows; the chain of the journal was compared.", copied.size(), rows));
}

void print(const series::CopiedSeries& copied) {
  fmt::print("{}\n", localize("读数：{} 个数据块，{} 行预写记录，{} 个汇总，{} 个文字结果。",
                              "readings: {} chunks, {} write-ahead rows, {} roll-ups, {} texts.",
                              copied.chunks, copied.write_ahead, copied.roll_ups, copied.texts));
  if (copied.lost_chunks > 0)
    fmt::print(
        stderr, "{}\n",
        localize("另有 {} 个数据块已损坏，没有搬过去（cunkou check 会列出）。",
                 "{} chunks are damaged and were left out; `cunkou check` lists them.", copied.lost_chunks));
}

// The note is written as soon as the database is ready: from then on it is the state, and the files, which
// nobody opens any more, get other names.
Result<void> move_to_database(const DataFolder& folder, const StateAddress& to) {
  const auto [copied, readings] = fill_database(to, folder.state_file(), folder.series());
  CUNKOU_TRY(require_same_journal(folder.state(), to.database));
  note_state({folder.path, to});
  sql::finish_copy(to.database);
  keep_moved_files({folder.path, to});
  print(copied);
  if (readings) print(*readings);
  fmt::print(
      "{}\n",
      localize("原来的文件留在 {0}，名字后面加了 .moved。请在配置里写上 state: postgresql://…（{1}）{2}",
               "The files of before are kept in {0}, with .moved behind their names. Say state: "
               "postgresql://… ({1}){2} in the configuration from now on.",
               folder.path, sql::name_of(to.database),
               to.has_series ? localize("和 series: state", " and series: state") : ""));
  return {};
}

Result<void> move_to_file(const DataFolder& folder) {
  const auto state = folder.state_file() + ".part", readings = folder.series() + ".part";
  remove_database(state);
  remove_database(readings);
  if (folder.address.has_series) {
    series::PostgresqlSeries from(folder.address.database, series::PostgresqlSeries::Access::snapshot);
    print(series::copy_series(from, *series::open_series(readings)));
    flush(readings);
  }
  const auto copied = sql::copy_state(folder.address.database, state);
  CUNKOU_TRY(require_same_journal(folder.address.database, state));
  flush(state);
  // What a killed move has left under these names is of before it.
  if (folder.address.has_series) {
    remove_database(folder.series());
    rename_database(readings, folder.series());
  }
  remove_database(folder.state_file());
  rename_database(state, folder.state_file());
  flush(folder.path);
  note_state({folder.path});
  print(copied);
  fmt::print(
      "{}\n",
      localize("状态又在 {} 里了。请从配置里去掉 state:{}；数据库里的那份没有动。",
               "The state is in {} again. Take state:{} out of the configuration; the database was not "
               "changed.",
               folder.state_file(),
               folder.address.has_series ? localize(" 和 series: state", " and series: state") : ""));
  return {};
}

Result<void> move_back(const Config& config) {
  CUNKOU_TRY_VALUE(folder, find_data_folder(config.data, config.state));
  if (folder.address.database.empty())
    return invalid(format_label("状态本来就在 {} 里", "the state is in {} already", folder.state_file()));
  const auto lock = FolderLock::take(folder);
  if (!lock) return lock.error();
  const sql::Database database(folder.address.database, holder_name("migrate-state"));
  return move_to_file(folder);
}

Result<StateAddress> target_of(const Config& config, const MigrateState& wanted) {
  if (wanted.to == "configured") {
    if (config.state.database.empty())
      return invalid(
          {"配置里没有 state: postgresql://…：请用 --config 指明写着它的配置文件",
           "the configuration has no state: postgresql://…: name the one that has it with --config"});
    return config.state;
  }
  if (!sql::is_postgresql(wanted.to))
    return invalid(
        {"--to 应为 configured（配置里的数据库）、postgresql://用户@主机/数据库 或 file",
         "--to is configured (the database of the configuration), postgresql://user@host/database, or "
         "file for cunkou.db in the data folder"});
  return StateAddress{wanted.to, wanted.with_readings};
}

Result<void> migrate(const Config& config, const MigrateState& wanted) {
  if (wanted.to == "file") return move_back(config);
  CUNKOU_TRY_VALUE(to, target_of(config, wanted));
  if (fs::exists(DataFolder{config.data}.state_note()))
    return invalid({"状态已在一个数据库里：请先用 --to file 搬回来",
                    "the state is in a database already: move it back first, with --to file"});
  CUNKOU_TRY_VALUE(folder, find_data_folder(config.data));
  const auto lock = FolderLock::take(folder);
  if (!lock) return lock.error();
  if (const auto lost = lost_series(folder)) return Error{Code::unavailable, *lost};
  const sql::Database database(to.database, holder_name("migrate-state"));
  return move_to_database(folder, to);
}

}  // namespace

int migrate_state(const Config& config, const MigrateState& wanted) {
  const auto done = migrate(config, wanted);
  return done ? 0 : refused(done.error());
}

}  // namespace cunkou::app
