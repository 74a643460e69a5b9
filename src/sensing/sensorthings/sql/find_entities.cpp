#include "sensing/sensorthings/sql/find_entities.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
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
  BoundSql sql;
  Type type = Type::null;
};

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

class Translator {
 public:
  Translator(const Viewer& viewer, Instant now) : viewer_(viewer), now_(now) {}

  Result<Typed> translate(const Expression&, EntitySet set, const std::string& row);
  Result<BoundSql> condition(const Expression&, EntitySet set, const std::string& row);

 private:
  Result<Typed> path(const Path&, EntitySet set, const std::string& row);
  Result<Typed> call(const Expression&, EntitySet set, const std::string& row);
  Result<Typed> compare(const Expression&, EntitySet set, const std::string& row);
  Result<Typed> function(const Expression&, std::vector<Typed>);
  Result<BoundSql> related(const Expression&, const std::string& name, EntitySet set, const std::string& row);
  std::string fresh_row() { return "r" + std::to_string(++rows_); }

  const Viewer& viewer_;
  Instant now_;
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
    return std::move(whole.sql);
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
    std::string json_path = "$";
    for (std::size_t i = 1; i < path.size(); ++i) {
      if (path[i].find('"') != std::string::npos) return unsupported(joined(path));
      json_path += ".\"" + path[i] + "\"";
    }
    return Typed{bound_sql("json_extract(" + name + ", ").bind(json_path).add(")"), Type::json};
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
      return Typed{e.whole ? BoundSql{}.bind(static_cast<long long>(*e.whole)) : BoundSql{}.bind(e.number),
                   Type::number};
    case Kind::text:
      return Typed{BoundSql{}.bind(e.text), Type::text};
    case Kind::time:
      return Typed{BoundSql{}.bind(static_cast<long long>(e.time.ms)), Type::time};
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
  if (word == "eq") return " IS ";
  if (word == "ne") return " IS NOT ";
  if (word == "gt") return " > ";
  if (word == "ge") return " >= ";
  if (word == "lt") return " < ";
  if (word == "le") return " <= ";
  return {};
}

std::string_view arithmetic(std::string_view word) {
  if (word == "add") return " + ";
  if (word == "sub") return " - ";
  if (word == "mul") return " * ";
  if (word == "div") return " / ";
  if (word == "mod") return " % ";
  return {};
}

Typed as_text(Typed value) {
  if (value.type == Type::text || value.type == Type::null) return value;
  if (value.type == Type::time)
    return {bound_sql("strftime('%Y-%m-%dT%H:%M:%SZ', (").add(value.sql).add(") / 1000, 'unixepoch')"),
            Type::text};
  // An integer is compared as written: "3", not "3.0".
  return {bound_sql("CAST(").add(value.sql).add(" AS TEXT)"), Type::text};
}

Typed as_number(Typed value) {
  if (value.type == Type::number) return value;
  return {bound_sql("CAST(").add(value.sql).add(" AS REAL)"), Type::number};
}

// A quoted time compared with a time is a time.
Result<Typed> as_time(const Expression& literal, Typed value) {
  if (value.type != Type::text || literal.kind != Kind::text) return value;
  CUNKOU_TRY_VALUE(time, parse_instant(literal.text));
  return Typed{BoundSql{}.bind(static_cast<long long>(time.ms)), Type::time};
}

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
  } else if (left->type == Type::text || right->type == Type::text) {
    left = as_text(std::move(*left));
    right = as_text(std::move(*right));
  } else if ((left->type == Type::number) != (right->type == Type::number) && left->type != Type::null &&
             right->type != Type::null && left->type != Type::json && right->type != Type::json) {
    left = as_number(std::move(*left));
    right = as_number(std::move(*right));
  }
  return Typed{bound_sql("(").add(left->sql).add(comparison(e.text)).add(right->sql).add(")"), Type::boolean};
}

Result<Typed> Translator::call(const Expression& e, EntitySet set, const std::string& row) {
  if (!comparison(e.text).empty()) return compare(e, set, row);
  std::vector<Typed> arguments;
  for (const auto& argument : e.arguments) {
    auto one = translate(argument, set, row);
    if (!one) return one;
    arguments.push_back(std::move(*one));
  }
  if (const auto sign = arithmetic(e.text); !sign.empty()) {
    auto left = as_number(std::move(arguments[0])), right = as_number(std::move(arguments[1]));
    return Typed{bound_sql("(").add(left.sql).add(sign).add(right.sql).add(")"), Type::number};
  }
  return function(e, std::move(arguments));
}

Result<Typed> Translator::function(const Expression& e, std::vector<Typed> arguments) {
  const auto& name = e.text;
  const auto text = [&](std::size_t i) { return as_text(arguments[i]).sql; };
  const auto simple = [&](std::string_view sql_name, Type type) {
    return Typed{bound_sql(sql_name).add("(").add(text(0)).add(")"), type};
  };
  if (name == "substringof")
    return Typed{bound_sql("(instr(").add(text(1)).add(", ").add(text(0)).add(") > 0)"), Type::boolean};
  if (name == "contains")
    return Typed{bound_sql("(instr(").add(text(0)).add(", ").add(text(1)).add(") > 0)"), Type::boolean};
  if (name == "startswith")
    return Typed{bound_sql("(instr(").add(text(0)).add(", ").add(text(1)).add(") = 1)"), Type::boolean};
  if (name == "endswith")
    return Typed{bound_sql("(SELECT b = '' OR substr(a, -length(b)) = b FROM (SELECT ")
                     .add(text(0))
                     .add(" AS a, ")
                     .add(text(1))
                     .add(" AS b))"),
                 Type::boolean};
  if (name == "length") return simple("length", Type::number);
  if (name == "tolower") return simple("lower", Type::text);
  if (name == "toupper") return simple("upper", Type::text);
  if (name == "trim") return simple("trim", Type::text);
  if (name == "indexof")
    return Typed{bound_sql("(instr(").add(text(0)).add(", ").add(text(1)).add(") - 1)"), Type::number};
  if (name == "concat")
    return Typed{bound_sql("(").add(text(0)).add(" || ").add(text(1)).add(")"), Type::text};
  if (name == "substring") {
    BoundSql out = bound_sql("substr(").add(text(0)).add(", 1 + ").add(as_number(arguments[1]).sql);
    if (arguments.size() > 2) out.add(", ").add(as_number(arguments[2]).sql);
    return Typed{out.add(")"), Type::text};
  }
  if (name == "round")
    return Typed{bound_sql("round(").add(as_number(arguments[0]).sql).add(")"), Type::number};
  if (name == "now") return Typed{BoundSql{}.bind(static_cast<long long>(now_.ms)), Type::time};
  constexpr std::pair<std::string_view, std::string_view> parts[] = {
      {"year", "%Y"}, {"month", "%m"}, {"day", "%d"}, {"hour", "%H"}, {"minute", "%M"}, {"second", "%S"}};
  for (const auto& [word, format] : parts) {
    if (name != word) continue;
    if (arguments[0].type != Type::time)
      return invalid(format_label("{}() 需要时间", "{}() takes a time", name));
    return Typed{bound_sql("CAST(strftime('" + std::string(format) + "', (")
                     .add(arguments[0].sql)
                     .add(") / 1000, 'unixepoch') AS INTEGER)"),
                 Type::number};
  }
  return unsupported(name + "()");
}

Result<BoundSql> order_by(Translator& translator, const Selection& selection) {
  BoundSql out = bound_sql(" ORDER BY ");
  for (const auto& order : selection.order) {
    CUNKOU_TRY_VALUE(by, translator.translate(order.by, selection.set, "e"));
    out.add(by.sql).add(order.descending ? " DESC, " : " ASC, ");
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
  Translator translator(selection.viewer, selection.now);
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
}

}  // namespace cunkou::sensorthings
