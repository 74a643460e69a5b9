#include "platform/sql/copy_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>

#include "platform/sql/database.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/engine.hpp"
#include "platform/sql/postgresql_session.hpp"
#include "platform/sql/schema.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql {
namespace {

using Column = Engine::Column;

// The value of a column, of the row that is being copied.
struct Value {
  long long integer = 0;
  double real = 0;
  std::string text;
  soci::indicator state = soci::i_ok;
};

template <class Exchange>
void exchange(soci::statement& statement, const std::vector<Column>& columns, std::deque<Value>& row,
              Exchange make) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto& value = row[i];
    switch (columns[i].type) {
      case Column::Type::integer:
        statement.exchange(make(value.integer, value.state));
        break;
      case Column::Type::real:
        statement.exchange(make(value.real, value.state));
        break;
      case Column::Type::text:
        statement.exchange(make(value.text, value.state));
        break;
    }
  }
}

void prepare(soci::statement& statement, soci::session& session, const std::string& text) {
  statement.alloc();
  statement.prepare(text_for(session, text));
  statement.define_and_bind();
}

// U+0000, which PostgreSQL does not keep, becomes U+FFFD. Returns whether there was one.
bool replace_nul(std::string& text) {
  if (text.find('\0') == text.npos) return false;
  std::string replaced;
  for (const char c : text) replaced += c == '\0' ? std::string("\xEF\xBF\xBD") : std::string(1, c);
  text = std::move(replaced);
  return true;
}

CopiedTable copy_table(const Engine& engine, const std::string& table, const std::vector<Column>& columns,
                       Connection& from, Connection& to) {
  std::string names, marks;
  for (const auto& column : columns) {
    names += (names.empty() ? "" : ", ") + column.name;
    marks += marks.empty() ? "?" : ", ?";
  }
  std::deque<Value> row(columns.size());
  soci::statement select(from.session()), insert(to.session());
  exchange(select, columns, row, [](auto& value, auto& state) { return soci::into(value, state); });
  const std::string no_name;  // what use() returns refers to it
  exchange(insert, columns, row, [&](auto& value, auto& state) { return soci::use(value, state, no_name); });
  const auto read = engine.rows_of(from, "SELECT " + names + " FROM " + table);
  prepare(select, from.session(), read.statement);
  prepare(insert, to.session(), "INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")");
  CopiedTable copied{table};
  for (bool is_last = false; !is_last;) {
    const auto before = copied.rows;
    for (select.execute(); select.fetch(); ++copied.rows) {
      for (auto& value : row) copied.replaced_texts += replace_nul(value.text) ? 1 : 0;
      insert.execute(true);
    }
    is_last = !read.is_part || copied.rows == before;
  }
  return copied;
}

std::int64_t count_rows(Connection& c, const std::string& table) {
  return one<Int>(c.session(), "SELECT count(*) FROM " + table).value_or(0);
}

bool is_unfinished(const Engine& engine, Connection& c) {
  return engine.numbers_commits() && engine.last_commit(c) == unfinished_copy;
}

void require_empty(const Engine& engine, Connection& c) {
  for (const auto& table : engine.tables(c))
    if (count_rows(c, table) > 0)
      throw Broken(format_label("{} 里已经有数据（{}）：请换一个空的，没有改动任何东西",
                                "{} holds data already (in {}): name an empty one; nothing was changed",
                                engine.name(), table));
}

std::vector<CopiedTable> copy_tables(const Engine& from, Connection& source, const Engine& to,
                                     Connection& target) {
  std::vector<CopiedTable> copied;
  const auto known = to.tables(target);
  for (const auto& table : from.tables(source)) {
    if (std::ranges::find(known, table) == known.end())
      throw Broken(
          format_label("{} 里有一张别的程序的表 {}：请把它移走，没有复制任何东西",
                       "{} has a table of another program, {}: move it elsewhere; nothing was copied",
                       from.name(), table));
    try {
      copied.push_back(copy_table(from, table, from.columns(source, table), source, target));
    } catch (const soci::soci_error& error) {
      const auto why = message_for(error);
      throw Broken(Label{"没有复制任何东西，" + table + "：" + why.zh,
                         "nothing was copied, " + table + ": " + why.en});
    }
  }
  for (const auto& [table, id] : from.last_ids(source)) to.set_last_id(target, table, id);
  for (const auto& [table, rows, replaced] : copied)
    if (count_rows(target, table) != rows)
      throw Broken(format_label("{} 的行数不相符：没有复制任何东西",
                                "the copy of {} has another number of rows: nothing was copied", table));
  return copied;
}

// Also of tables that are append-only.
void remove_rows(const Engine& engine, Connection& c) {
  const auto tables = engine.tables(c);
  if (tables.empty()) return;
  c.transaction(engine.begin_write(), [&](Transaction&) {
    for (const auto& table : tables) c.execute("ALTER TABLE " + table + " DISABLE TRIGGER USER");
    c.execute(fmt::format("TRUNCATE {} RESTART IDENTITY", fmt::join(tables, ", ")));
    for (const auto& table : tables) c.execute("ALTER TABLE " + table + " ENABLE TRIGGER USER");
    return true;
  });
}

std::unique_ptr<Connection> connect(const Engine& engine) {
  return engine.connect(Engine::Access::alone, seconds(10));
}

}  // namespace

void claim_empty_state(const std::string& address) {
  const Database migrated(address);
  const auto engine = engine_of(address);
  translate_errors([&] {
    const auto connection = connect(*engine);
    const auto working = connection->work();
    if (is_unfinished(*engine, *connection)) remove_rows(*engine, *connection);
    require_empty(*engine, *connection);
    if (engine->numbers_commits()) engine->set_last_commit(*connection, unfinished_copy);
  });
}

bool is_unfinished_copy(const std::string& address) {
  const auto engine = engine_of(address);
  return engine->numbers_commits() && translate_errors([&] {
           const auto connection = connect(*engine);
           const auto working = connection->work();
           return engine->version(*connection) > 0 && is_unfinished(*engine, *connection);
         });
}

void finish_copy(const std::string& to) {
  const auto engine = engine_of(to);
  if (engine->numbers_commits())
    translate_errors([&] { engine->set_last_commit(*connect(*engine), random_commit()); });
}

std::vector<CopiedTable> copy_state(const std::string& from_address, const std::string& to_address) {
  const auto from = engine_of(from_address), to = engine_of(to_address);
  if (!from->is_present()) throw Broken(format_label("{} 不见了", "{} does not exist", from->name()));
  const Database migrated(to_address);
  std::vector<CopiedTable> copied;
  try {
    const auto source = connect(*from);
    const auto target = connect(*to);
    source->transaction(from->begin_read(), [&](Transaction&) {
      if (from->version(*source) != schema_files().back().number)
        throw Broken(format_label("{} 由另一个版本的程序写成：请先用这个版本启动一次服务器",
                                  "{} is of another version: start a server of this version on it first",
                                  from->name()));
      target->transaction(to->begin_write(), [&](Transaction&) {
        require_empty(*to, *target);
        target->execute(std::string(to->defer_references()));
        copied = copy_tables(*from, *source, *to, *target);
        if (to->numbers_commits()) to->set_last_commit(*target, unfinished_copy);
        return true;
      });
      return false;
    });
  } catch (const soci::soci_error& error) {
    const auto why = message_for(error);
    throw Broken(Label{"没有复制任何东西：" + why.zh, "nothing was copied: " + why.en});
  }
  return copied;
}

}  // namespace cunkou::sql
