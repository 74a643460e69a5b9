#include "sensing/sensorthings/sql/find_entities.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <span>

#include "base/text.hpp"
#include "platform/sql/bound_sql.hpp"
#include "platform/sql/expressions.hpp"
#include "sensing/sensorthings/entity_tables.hpp"
#include "sensing/sensorthings/limits.hpp"
#include "sensing/sensorthings/navigation.hpp"
#include "sensing/sensorthings/sql/visibility.hpp"

namespace cunkou::sensorthings {
namespace {

using sql::bound_sql;
using sql::BoundSql;

using Kind = Expression::Kind;

// Condition that row `a` of one set is linked to row `b` of the other; empty: the sets are not related.
std::string linked(EntitySet from, const std::string& a, EntitySet to, const std::string& b) {
  const auto holds_id = [](const std::string& row, std::string_view column, const std::string& other) {
    return row + "." + std::string(column) + " = " + other + ".id";
  };
  if (const auto column = link_column(to, from); !column.empty()) return holds_id(b, column, a);
  if (const auto column = link_column(from, to); !column.empty()) return holds_id(a, column, b);
  const auto joins = [&](EntitySet left, EntitySet right, const std::string& table,
                         const std::string& left_column, const std::string& right_column) -> std::string {
    const bool forward = from == left && to == right;
    if (!forward && !(from == right && to == left)) return {};
    return "EXISTS (SELECT 1 FROM " + table + " j WHERE j." + left_column + " = " + (forward ? a : b) +
           ".id AND j." + right_column + " = " + (forward ? b : a) + ".id)";
  };
  const auto now = joins(EntitySet::things, EntitySet::locations, "thing_locations", "thing", "location");
  if (!now.empty()) return now;
  return joins(EntitySet::locations, EntitySet::historical_locations, "historical_location_locations",
               "location", "historical_location");
}

enum class Type { boolean, number, text, time, json, null };

struct Typed {
  BoundSql sql;  // of a member of JSON: the column
  Type type = Type::null;
  BoundSql json_path = {};  // the member's
};

// The pattern with its {0}, {1} replaced. A pattern names an argument once unless it is a member of JSON:
// nested filters would grow by powers.
BoundSql filled(std::string_view pattern, std::initializer_list<BoundSql> arguments) {
  BoundSql out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_place = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}';
    const auto index = is_place ? static_cast<std::size_t>(pattern[i + 1] - '0') : arguments.size();
    if (index < arguments.size()) {
      out.add(arguments.begin()[index]);
      i += 2;
    } else {
      out.add(pattern.substr(i, 1));
    }
  }
  return out;
}

// A property of $filter that a column holds.
struct Property {
  std::string_view column;
  Type type = Type::null;
};

Type type_of(Form form) {
  switch (form) {
    case Form::text:
    case Form::required_text:
      return Type::text;
    case Form::required_object:
    case Form::any:
    case Form::properties:
      return Type::json;
    case Form::required_time:
      return Type::time;
    case Form::hidden:
    case Form::unit_text:
    case Form::optional_object:
    case Form::link:
      break;
  }
  return Type::null;
}

std::optional<Property> property_of(EntitySet set, std::string_view name) {
  return with_table(set, [name](const auto& table) {
    std::optional<Property> found;
    for_each_column(table, [&](const auto& column) {
      if (const auto type = type_of(column.form); type != Type::null && column.member == name)
        found = Property{column.column, type};
    });
    return found;
  });
}

// The column of a member of unitOfMeasurement; empty: there is none.
std::string_view unit_column(std::string_view name) {
  std::string_view found;
  for_each_column(datastream_table, [&](const auto& column) {
    if (column.form == Form::unit_text && column.member == name) found = column.column;
  });
  return found;
}

Error unsupported(std::string_view what) {
  return {Code::unsupported, format_label("不支持按 {} 查询", "querying by {} is not offered", what)};
}

Error too_deep() {
  return {Code::too_large, {"条件太复杂", "the filter is too complex: nest it less, or shorten it"}};
}

std::string joined(const Path& path) {
  std::string out;
  for (const auto& part : path) out += (out.empty() ? "" : "/") + part;
  return excerpt(out, 80);
}

// PostgreSQL has to be told the type of a value.
BoundSql whole_number(std::int64_t value) {
  return filled("CAST({0} AS BIGINT)", {BoundSql{}.bind(static_cast<long long>(value))});
}

class Translator {
 public:
  Translator(const Viewer& viewer, Instant now, const sql::Expressions& engine)
      : viewer_(viewer), now_(now), engine_(engine) {}

  Result<Typed> translate(const Expression&, EntitySet set, const std::string& row);
  Result<BoundSql> condition(const Expression&, EntitySet set, const std::string& row);
  // The columns of ORDER BY: null before numbers before texts.
  std::vector<BoundSql> order_keys(const Typed&) const;

 private:
  Result<Typed> path(const Path&, EntitySet set, const std::string& row);
  Result<Typed> call(const Expression&, EntitySet set, const std::string& row);
  Result<Typed> compare(const Expression&, EntitySet set, const std::string& row);
  Result<Typed> function(const Expression&, std::vector<Typed>);
  Result<BoundSql> related(const Expression&, const std::string& name, EntitySet set, const std::string& row);
  BoundSql as_text(const Typed&) const;
  BoundSql as_number(const Typed&) const;
  BoundSql as_boolean(const Typed&) const;
  BoundSql compared(const Typed& left, std::string_view sign, const Typed& right) const;
  std::string fresh_row() { return "r" + std::to_string(++rows_); }

  const Viewer& viewer_;
  Instant now_;
  const sql::Expressions& engine_;
  int rows_ = 0;
  std::size_t depth_ = 0;  // number of relations
};

// Collects the related sets on the paths of an expression, including nested conditions.
void collect_links(const Expression& e, EntitySet set, std::vector<std::string>& into) {
  if (e.kind == Kind::path && e.path.size() > 1 && link(set, e.path[0])) {
    if (std::ranges::find(into, e.path[0]) == into.end()) into.push_back(e.path[0]);
  }
  for (const auto& argument : e.arguments) collect_links(argument, set, into);
}

void strip_link(Expression& e, const std::string& name) {
  if (e.kind == Kind::path && e.path.size() > 1 && e.path[0] == name) e.path.erase(e.path.begin());
  for (auto& argument : e.arguments) strip_link(argument, name);
}

bool is_logical(const Expression& e) {
  return e.kind == Kind::call && (e.text == "and" || e.text == "or" || e.text == "not");
}

// True if the expression has a path that does not begin with the link: it cannot be moved into the EXISTS of
// the link.
bool has_other_paths(const Expression& e, const std::string& name) {
  if (e.kind == Kind::path) return e.path.size() < 2 || e.path[0] != name;
  return std::ranges::any_of(e.arguments, [&](const Expression& a) { return has_other_paths(a, name); });
}

Result<BoundSql> Translator::condition(const Expression& e, EntitySet set, const std::string& row) {
  if (is_logical(e)) {
    BoundSql out = bound_sql("(");
    for (std::size_t i = 0; i < e.arguments.size(); ++i) {
      auto part = condition(e.arguments[i], set, row);
      if (!part) return part;
      if (i > 0) out.add(e.text == "and" ? " AND " : " OR ");
      out.add(*part).add(e.text == "not" ? " IS NOT TRUE" : " IS TRUE");  // null counts as false
    }
    return out.add(")");
  }
  std::vector<std::string> through;
  collect_links(e, set, through);
  if (through.empty()) {
    CUNKOU_TRY_VALUE(whole, translate(e, set, row));
    if (whole.type != Type::boolean && whole.type != Type::json)
      return invalid({"$filter 要写成一个条件", "$filter must be a condition"});
    return as_boolean(whole);
  }
  if (through.size() > 1 || has_other_paths(e, through[0])) return unsupported(through[0]);
  if (depth_ == limits::expand_depth) return too_deep();
  ++depth_;
  auto out = related(e, through[0], set, row);
  --depth_;
  return out;
}

Result<BoundSql> Translator::related(const Expression& e, const std::string& name, EntitySet set,
                                     const std::string& row) {
  const auto to = *link(set, name);
  const auto other = fresh_row();
  const auto join = linked(set, row, to.target, other);
  if (join.empty()) return unsupported(name);
  Expression inner = e;
  strip_link(inner, name);
  auto where = condition(inner, to.target, other);
  if (!where) return where;
  BoundSql out = bound_sql("EXISTS (SELECT 1 FROM " + std::string(table_name(to.target)) + " " + other +
                           " WHERE " + join + " AND ");
  return out.add(is_visible(viewer_, to.target, other)).add(" AND ").add(*where).add(")");
}

Result<Typed> Translator::path(const Path& path, EntitySet set, const std::string& row) {
  if (path.size() > 1 && link(set, path[0])) return unsupported(path[0]);  // ordering by a related entity
  if (path[0] == "id" && path.size() == 1) return Typed{bound_sql(row + ".id"), Type::number};
  if (const auto property = property_of(set, path[0])) {
    const auto name = row + "." + std::string(property->column);
    if (property->type != Type::json) {
      if (path.size() > 1) return invalid(format_label("{} 不存在", "there is no {}", joined(path)));
      return Typed{bound_sql(name), property->type};
    }
    return Typed{bound_sql(name), Type::json, BoundSql{}.bind(engine_.json_path(std::span(path).subspan(1)))};
  }
  if (set == EntitySet::datastreams && path[0] == "unitOfMeasurement" && path.size() == 2)
    if (const auto column = unit_column(path[1]); !column.empty())
      return Typed{bound_sql(row + "." + std::string(column)), Type::text};
  if (set == EntitySet::datastreams && (path[0] == "phenomenonTime" || path[0] == "resultTime" ||
                                        path[0] == "observedArea" || path[0] == "unitOfMeasurement"))
    return unsupported(path[0]);
  return invalid(format_label("{} 不存在", "there is no {}", joined(path)));
}

Result<Typed> Translator::translate(const Expression& e, EntitySet set, const std::string& row) {
  switch (e.kind) {
    case Kind::null:
      return Typed{bound_sql("NULL"), Type::null};
    case Kind::boolean:
      return Typed{bound_sql(e.boolean ? "TRUE" : "FALSE"), Type::boolean};
    case Kind::number:
      return Typed{e.whole ? whole_number(*e.whole)
                           : filled("CAST({0} AS DOUBLE PRECISION)", {BoundSql{}.bind(e.number)}),
                   Type::number};
    case Kind::text:
      return Typed{filled(engine_.text, {BoundSql{}.bind(e.text)}), Type::text};
    case Kind::time:
      return Typed{whole_number(e.time.ms), Type::time};
    case Kind::path:
      return path(e.path, set, row);
    case Kind::call:
      break;
  }
  if (is_logical(e)) {
    CUNKOU_TRY_VALUE(whole, condition(e, set, row));
    return Typed{std::move(whole), Type::boolean};
  }
  return call(e, set, row);
}

std::string_view comparison(std::string_view word) {
  if (word == "eq") return " IS NOT DISTINCT FROM ";
  if (word == "ne") return " IS DISTINCT FROM ";
  if (word == "gt") return " > ";
  if (word == "ge") return " >= ";
  if (word == "lt") return " < ";
  if (word == "le") return " <= ";
  return {};
}

// Division by zero has no value.
std::string_view arithmetic(std::string_view word) {
  if (word == "add") return "({0} + {1})";
  if (word == "sub") return "({0} - {1})";
  if (word == "mul") return "({0} * {1})";
  if (word == "div") return "({0} / NULLIF({1}, 0))";
  if (word == "mod") return "({0} % NULLIF({1}, 0))";
  return {};
}

// A subquery names a value that is used more than once; its LIMIT keeps PostgreSQL's planner from writing the
// value in each place, which nested ones would multiply.
BoundSql Translator::as_text(const Typed& value) const {
  switch (value.type) {
    case Type::time:
      return filled(engine_.iso_time, {value.sql});
    case Type::json:
      return filled(engine_.json_text, {value.sql, value.json_path});
    case Type::boolean:
      return filled(
          "(SELECT CASE WHEN b THEN 'true' WHEN NOT b THEN 'false' END FROM (SELECT {0} AS b LIMIT 1) AS v)",
          {value.sql});
    case Type::number:  // an integer is compared as written: "3", not "3.0"
      return filled(engine_.text, {value.sql});
    case Type::null:
      return filled(engine_.text, {value.sql});
    case Type::text:
      break;
  }
  return value.sql;
}

BoundSql Translator::as_number(const Typed& value) const {
  switch (value.type) {
    case Type::json:
      return filled(engine_.json_number, {value.sql, value.json_path});
    case Type::boolean:
      return filled("CAST({0} AS INTEGER)", {value.sql});
    case Type::text:
      return filled(engine_.text_number, {value.sql});
    case Type::null:
      return filled("CAST({0} AS DOUBLE PRECISION)", {value.sql});
    case Type::time:
    case Type::number:
      break;
  }
  return value.sql;
}

BoundSql Translator::as_boolean(const Typed& value) const {
  return value.type == Type::json ? filled(engine_.json_boolean, {value.sql, value.json_path}) : value.sql;
}

std::vector<BoundSql> Translator::order_keys(const Typed& value) const {
  if (value.type == Type::boolean)  // PostgreSQL orders by no constant
    return {filled("(SELECT CASE WHEN b THEN 1 WHEN NOT b THEN 0 END FROM (SELECT {0} AS b LIMIT 1) AS v)",
                   {value.sql})};
  if (value.type == Type::null) return {as_text(value)};
  if (value.type != Type::json) return {value.sql};
  const auto text = as_text(value), number = as_number(value);
  return {filled("({0} IS NOT NULL)", {text}), filled("({0} IS NULL)", {number}), number, text};
}

// A quoted time compared with a time is a time.
Result<Typed> as_time(const Expression& literal, Typed value) {
  if (value.type != Type::text || literal.kind != Kind::text) return value;
  CUNKOU_TRY_VALUE(time, parse_instant(literal.text));
  return Typed{whole_number(time.ms), Type::time};
}

BoundSql Translator::compared(const Typed& left, std::string_view sign, const Typed& right) const {
  const auto either = [&](Type type) { return left.type == type || right.type == type; };
  const auto of = [&](const BoundSql& a, const BoundSql& b) {
    return bound_sql("(").add(a).add(sign).add(b).add(")");
  };
  if (either(Type::time)) return of(left.sql, right.sql);
  if (either(Type::text)) return of(as_text(left), as_text(right));
  if (either(Type::number)) return of(as_number(left), as_number(right));
  if (either(Type::boolean)) return of(as_boolean(left), as_boolean(right));
  if (left.type != Type::json || right.type != Type::json) return of(as_text(left), as_text(right));
  const auto a = as_number(left), b = as_number(right);
  return filled("(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN {2} ELSE {3} END)",
                {a, b, of(a, b), of(as_text(left), as_text(right))});
}

bool is_time_or_null(const Typed& value) { return value.type == Type::time || value.type == Type::null; }

Result<Typed> Translator::compare(const Expression& e, EntitySet set, const std::string& row) {
  auto left = translate(e.arguments[0], set, row);
  if (!left) return left;
  auto right = translate(e.arguments[1], set, row);
  if (!right) return right;
  if (left->type == Type::time || right->type == Type::time) {
    left = as_time(e.arguments[0], std::move(*left));
    right = as_time(e.arguments[1], std::move(*right));
    if (!left) return left;
    if (!right) return right;
    if (!is_time_or_null(*left) || !is_time_or_null(*right))
      return invalid({"时间只能和时间比较", "a time is compared with a time: quote none of the two"});
  }
  return Typed{compared(*left, comparison(e.text), *right), Type::boolean};
}

Result<Typed> Translator::call(const Expression& e, EntitySet set, const std::string& row) {
  if (!comparison(e.text).empty()) return compare(e, set, row);
  std::vector<Typed> arguments;
  for (const auto& argument : e.arguments) {
    auto one = translate(argument, set, row);
    if (!one) return one;
    arguments.push_back(std::move(*one));
  }
  if (const auto pattern = arithmetic(e.text); !pattern.empty()) {
    const auto number = [&](const Typed& argument) {
      return e.text == "mod" ? filled(engine_.whole, {as_number(argument)}) : as_number(argument);
    };
    return Typed{filled(pattern, {number(arguments[0]), number(arguments[1])}), Type::number};
  }
  return function(e, std::move(arguments));
}

// What both engines accept as a place in a text.
BoundSql bounded_index(const sql::Expressions& engine, const BoundSql& number) {
  return filled(
      "(SELECT CASE WHEN n < 0 THEN 0 WHEN n > 1000000 THEN 1000000 ELSE CAST({1} AS INTEGER) END "
      "FROM (SELECT {0} AS n LIMIT 1) AS v)",
      {number, filled(engine.whole, {bound_sql("n")})});
}

Result<Typed> Translator::function(const Expression& e, std::vector<Typed> arguments) {
  const auto& name = e.text;
  const auto text = [&](std::size_t i) { return as_text(arguments[i]); };
  const auto simple = [&](std::string_view pattern, Type type) {
    return Typed{filled(pattern, {text(0)}), type};
  };
  const auto position = [&](std::size_t of, std::size_t in) {
    return filled(engine_.position, {text(in), text(of)});
  };
  if (name == "substringof") return Typed{filled("({0} > 0)", {position(0, 1)}), Type::boolean};
  if (name == "contains") return Typed{filled("({0} > 0)", {position(1, 0)}), Type::boolean};
  if (name == "startswith") return Typed{filled("({0} = 1)", {position(1, 0)}), Type::boolean};
  if (name == "endswith")
    return Typed{filled("(SELECT length(a) >= length(b) AND substr(a, length(a) - length(b) + 1) = b "
                        "FROM (SELECT {0} AS a, {1} AS b LIMIT 1) AS texts)",
                        {text(0), text(1)}),
                 Type::boolean};
  if (name == "length") return simple("length({0})", Type::number);
  if (name == "tolower") return simple("lower({0})", Type::text);
  if (name == "toupper") return simple("upper({0})", Type::text);
  if (name == "trim") return simple("trim({0})", Type::text);
  if (name == "indexof") return Typed{filled("({0} - 1)", {position(1, 0)}), Type::number};
  if (name == "concat") return Typed{filled("({0} || {1})", {text(0), text(1)}), Type::text};
  if (name == "substring") {
    const auto index = [&](std::size_t i) { return bounded_index(engine_, as_number(arguments[i])); };
    if (arguments.size() == 2) return Typed{filled("substr({0}, 1 + {1})", {text(0), index(1)}), Type::text};
    return Typed{filled("substr({0}, 1 + {1}, {2})", {text(0), index(1), index(2)}), Type::text};
  }
  if (name == "round") return Typed{filled(engine_.rounded, {as_number(arguments[0])}), Type::number};
  if (name == "now") return Typed{whole_number(now_.ms), Type::time};
  constexpr std::pair<std::string_view, std::string_view> parts[] = {
      // of 2026-01-31T08:00:00Z
      {"year", "1, 4"},  {"month", "6, 2"},   {"day", "9, 2"},
      {"hour", "12, 2"}, {"minute", "15, 2"}, {"second", "18, 2"}};
  for (const auto& [word, place] : parts) {
    if (name != word) continue;
    if (arguments[0].type != Type::time)
      return invalid(format_label("{}() 需要时间", "{}() takes a time", name));
    return Typed{filled("CAST(substr({0}, {1}) AS BIGINT)", {text(0), bound_sql(place)}), Type::number};
  }
  return unsupported(name + "()");
}

Result<BoundSql> order_by(Translator& translator, const Selection& selection) {
  BoundSql out = bound_sql(" ORDER BY ");
  for (const auto& order : selection.order) {
    CUNKOU_TRY_VALUE(by, translator.translate(order.by, selection.set, "e"));
    for (const auto& key : translator.order_keys(by))
      out.add(key).add(order.descending ? " DESC NULLS LAST, " : " ASC NULLS FIRST, ");
  }
  return out.add("e.id");
}

Result<BoundSql> where(Translator& translator, const Selection& selection) {
  BoundSql out = bound_sql(" FROM " + std::string(table_name(selection.set)) + " e WHERE ");
  out.add(is_visible(selection.viewer, selection.set, "e"));
  if (selection.from) {
    const auto join = linked(selection.from->set, "f", selection.set, "e");
    if (join.empty()) return unsupported(set_name(selection.from->set));
    out.add(" AND EXISTS (SELECT 1 FROM " + std::string(table_name(selection.from->set)) +
            " f WHERE f.id = ");
    out.bind(static_cast<long long>(selection.from->id)).add(" AND " + join + ")");
  }
  if (selection.filter) {
    auto condition = translator.condition(*selection.filter, selection.set, "e");
    if (!condition) return condition;
    out.add(" AND ").add(*condition);
  }
  return out;
}

}  // namespace

Result<Found> find_entities(soci::session& session, const Selection& selection) try {
  Translator translator(selection.viewer, selection.now, sql::expressions_of(session));
  CUNKOU_TRY_VALUE(rows, where(translator, selection));
  CUNKOU_TRY_VALUE(order, order_by(translator, selection));
  Found found;
  BoundSql page = bound_sql("SELECT e.id") + rows + order;
  page.add(" LIMIT ").bind(static_cast<long long>(std::min<std::size_t>(selection.top, 1'000'000'000) + 1));
  page.add(" OFFSET ").bind(static_cast<long long>(selection.skip));
  each_id(session, std::move(page), [&](long long id) { found.ids.push_back(id); });
  if (found.ids.size() > selection.top) {
    found.ids.resize(selection.top);
    found.more = true;
  }
  if (selection.count)
    each_id(session, bound_sql("SELECT count(*)") + rows, [&](long long n) { found.count = n; });
  return found;
} catch (const sql::TooComplex&) {
  return too_deep();
} catch (const sql::OutOfRange&) {
  return invalid({"条件里有算不了的数", "a number of $filter or $orderby is out of range"});
}

}  // namespace cunkou::sensorthings
