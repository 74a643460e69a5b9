#include "sensing/sensorthings/sql/find_things.hpp"

#include "sensing/sensorthings/viewer.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <memory>
#include <variant>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "sensing/sensorthings/navigation.hpp"

namespace cunkou::sensorthings {
namespace {

using Kind = Expression::Kind;

using Bound = std::variant<long long, double, std::string>;

// SQL text with the values of its '?', in order.
struct Sql {
  std::string text;
  std::vector<Bound> values;

  Sql& add(std::string_view more) {
    text += more;
    return *this;
  }
  Sql& add(const Sql& more) {
    text += more.text;
    values.insert(values.end(), more.values.begin(), more.values.end());
    return *this;
  }
  Sql& bind(Bound value) {
    text += '?';
    values.push_back(std::move(value));
    return *this;
  }
};

Sql operator+(Sql left, const Sql& right) { return left.add(right); }
Sql sql(std::string_view text) { return {std::string(text), {}}; }

template <class F>
void each_id(soci::session& session, Sql query, F&& f) {
  soci::statement statement(session);
  long long id = 0;
  statement.exchange(soci::into(id));
  for (auto& value : query.values) std::visit([&](auto& v) { statement.exchange(soci::use(v)); }, value);
  statement.alloc();
  statement.prepare(query.text);
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) f(id);
}

std::string after(std::string path) {
  path.back() = '0';  // ids are digits, and '0' follows '/'
  return path;
}

// Visibility condition for a row of things with alias `t`.
Sql thing_is_visible(const Viewer& viewer, const std::string& t) {
  if (viewer.everything) return sql("TRUE");
  Sql out = sql("(FALSE");
  if (viewer.thing) out.add(" OR " + t + ".id = ").bind(static_cast<long long>(viewer.thing.value));
  for (auto household : viewer.households)
    out.add(" OR " + t + ".household = ").bind(static_cast<long long>(household.value));
  for (const auto& path : viewer.place_paths) {
    if (path.empty()) continue;
    out.add(" OR EXISTS (SELECT 1 FROM places WHERE places.id = " + t + ".place AND places.path >= ");
    out.bind(path).add(" AND places.path < ").bind(after(path)).add(")");
  }
  return out.add(")");
}

// Visibility condition for row `e` of a set.
Sql is_visible(const Viewer& viewer, EntitySet set, const std::string& e) {
  if (viewer.everything) return sql("TRUE");
  const auto through = [&](const std::string& from, const std::string& unused) {
    auto out =
        sql("(EXISTS (SELECT 1 FROM things t " + from + " AND ") + thing_is_visible(viewer, "t") + sql(")");
    if (!unused.empty()) out.add(" OR NOT EXISTS (SELECT 1 FROM " + unused + ")");
    return out.add(")");
  };
  const auto made = [&](std::string_view entity) {
    return sql("EXISTS (SELECT 1 FROM journal j WHERE j.verb = 'create_entity' AND j.subject = '" +
               std::string(entity) + ":' || " + e + ".id AND j.who = ")
        .bind(static_cast<long long>(viewer.person.value))
        .add(")");
  };
  switch (set) {
    case EntitySet::things:
      return thing_is_visible(viewer, e);
    case EntitySet::locations: {
      const auto now = "thing_locations l ON l.thing = t.id WHERE l.location = " + e + ".id";
      const auto ever =
          "historical_locations h ON h.thing = t.id JOIN historical_location_locations l ON "
          "l.historical_location = h.id WHERE l.location = " +
          e + ".id";
      return sql("(") + through("JOIN " + now, "") + sql(" OR ") + through("JOIN " + ever, "") +
             sql(" OR (NOT EXISTS (SELECT 1 FROM things t JOIN " + now +
                 ") AND NOT EXISTS (SELECT 1 FROM things t JOIN " + ever + ") AND ") +
             made("Location") + sql("))");
    }
    case EntitySet::historical_locations:
      return through("WHERE t.id = " + e + ".thing", "");
    case EntitySet::datastreams:
      return through("WHERE t.id = " + e + ".thing", "");
    case EntitySet::sensors:
      return through("JOIN datastreams d ON d.thing = t.id WHERE d.sensor = " + e + ".id",
                     "datastreams d WHERE d.sensor = " + e + ".id");
    case EntitySet::features_of_interest: {
      const auto used =
          "datastreams d ON d.thing = t.id WHERE (d.feature = " + e +
          ".id OR EXISTS (SELECT 1 FROM observation_extras x WHERE x.datastream = d.id AND x.feature = " + e +
          ".id))";
      return sql("(") + through("JOIN " + used, "") +
             sql(" OR (NOT EXISTS (SELECT 1 FROM things t JOIN " + used + ") AND ") +
             made("FeatureOfInterest") + sql("))");
    }
    case EntitySet::observed_properties:
    case EntitySet::observations:
      break;
  }
  return sql("TRUE");
}

std::string_view table(EntitySet set) {
  switch (set) {
    case EntitySet::things:
      return "things";
    case EntitySet::locations:
      return "locations";
    case EntitySet::historical_locations:
      return "historical_locations";
    case EntitySet::datastreams:
      return "datastreams";
    case EntitySet::sensors:
      return "sensors";
    case EntitySet::observed_properties:
      return "observed_properties";
    case EntitySet::features_of_interest:
      return "features";
    case EntitySet::observations:
      break;
  }
  return "";
}

// Condition that row `a` of one set is linked to row `b` of the other; empty: the sets are not related.
std::string linked(EntitySet from, const std::string& a, EntitySet to, const std::string& b) {
  using enum EntitySet;
  if (from > to && !(from == sensors && to == datastreams) &&
      !(from == observed_properties && to == datastreams))
    return linked(to, b, from, a);
  const auto join = [&](const std::string& t, const std::string& left, const std::string& right) {
    return "EXISTS (SELECT 1 FROM " + t + " j WHERE j." + left + " = " + a + ".id AND j." + right + " = " +
           b + ".id)";
  };
  if (from == EntitySet::things && to == locations) return join("thing_locations", "thing", "location");
  if (from == EntitySet::things && to == historical_locations) return b + ".thing = " + a + ".id";
  if (from == EntitySet::things && to == datastreams) return b + ".thing = " + a + ".id";
  if (from == locations && to == historical_locations)
    return join("historical_location_locations", "location", "historical_location");
  if (from == datastreams && to == sensors) return a + ".sensor = " + b + ".id";
  if (from == datastreams && to == observed_properties) return a + ".observed_property = " + b + ".id";
  if (from == sensors && to == datastreams) return b + ".sensor = " + a + ".id";
  if (from == observed_properties && to == datastreams) return b + ".observed_property = " + a + ".id";
  return {};
}

enum class Type { boolean, number, text, time, json, null };

struct Typed {
  Sql sql;
  Type type = Type::null;
};

struct Column {
  std::string_view property;
  std::string_view column;
  Type type;
};

constexpr Column text_columns[] = {{"name", "name", Type::text}, {"description", "description", Type::text}};
constexpr Column columns_of_things[] = {{"properties", "properties_json", Type::json}};
constexpr Column columns_of_locations[] = {{"encodingType", "encoding_type", Type::text},
                                           {"location", "location_json", Type::json},
                                           {"properties", "properties_json", Type::json}};
constexpr Column columns_of_historical[] = {{"time", "time", Type::time}};
constexpr Column columns_of_datastreams[] = {{"observationType", "observation_type", Type::text},
                                             {"properties", "properties_json", Type::json}};
constexpr Column columns_of_sensors[] = {{"encodingType", "encoding_type", Type::text},
                                         {"metadata", "metadata_json", Type::json},
                                         {"properties", "properties_json", Type::json}};
constexpr Column columns_of_properties[] = {{"definition", "definition", Type::text},
                                            {"properties", "properties_json", Type::json}};
constexpr Column columns_of_features[] = {{"encodingType", "encoding_type", Type::text},
                                          {"feature", "feature_json", Type::json},
                                          {"properties", "properties_json", Type::json}};

std::span<const Column> columns(EntitySet set) {
  switch (set) {
    case EntitySet::things:
      return columns_of_things;
    case EntitySet::locations:
      return columns_of_locations;
    case EntitySet::historical_locations:
      return columns_of_historical;
    case EntitySet::datastreams:
      return columns_of_datastreams;
    case EntitySet::sensors:
      return columns_of_sensors;
    case EntitySet::observed_properties:
      return columns_of_properties;
    case EntitySet::features_of_interest:
      return columns_of_features;
    case EntitySet::observations:
      break;
  }
  return {};
}

Error unsupported(std::string_view what) {
  return {Code::unsupported, format_label("不支持按 {} 查询", "querying by {} is not offered", what)};
}

Error too_deep() {
  return {Code::too_large, {"条件太复杂", "the filter is too complex: nest it less, or shorten it"}};
}

// SQLite refuses a well-formed statement that is too complex.
bool is_too_complex(const soci::soci_error& error) {
  const std::string_view why = error.what();
  return why.find("parser stack overflow") != why.npos ||
         why.find("xpression tree is too large") != why.npos ||
         why.find("too many SQL variables") != why.npos;
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
  Result<Sql> condition(const Expression&, EntitySet set, const std::string& row);

 private:
  Result<Typed> path(const Path&, EntitySet set, const std::string& row);
  Result<Typed> call(const Expression&, EntitySet set, const std::string& row);
  Result<Typed> compare(const Expression&, EntitySet set, const std::string& row);
  Result<Typed> function(const Expression&, std::vector<Typed>);
  Result<Sql> related(const Expression&, const std::string& name, EntitySet set, const std::string& row);
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

Result<Sql> Translator::condition(const Expression& e, EntitySet set, const std::string& row) {
  if (is_logical(e)) {
    Sql out = sql("(");
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

Result<Sql> Translator::related(const Expression& e, const std::string& name, EntitySet set,
                                const std::string& row) {
  const auto to = *link(set, name);
  const auto other = fresh_row();
  const auto join = linked(set, row, to.target, other);
  if (join.empty()) return unsupported(name);
  Expression inner = e;
  strip_link(inner, name);
  auto where = condition(inner, to.target, other);
  if (!where) return where;
  Sql out = sql("EXISTS (SELECT 1 FROM " + std::string(table(to.target)) + " " + other + " WHERE " + join +
                " AND ");
  return out.add(is_visible(viewer_, to.target, other)).add(" AND ").add(*where).add(")");
}

Result<Typed> Translator::path(const Path& path, EntitySet set, const std::string& row) {
  if (path.size() > 1 && link(set, path[0])) return unsupported(path[0]);  // ordering by a related entity
  if (path[0] == "id" && path.size() == 1) return Typed{sql(row + ".id"), Type::number};
  const auto typed = [&](const Column& column) -> Result<Typed> {
    const auto name = row + "." + std::string(column.column);
    if (column.type != Type::json) {
      if (path.size() > 1) return invalid(format_label("{} 不存在", "there is no {}", joined(path)));
      return Typed{sql(name), column.type};
    }
    std::string json_path = "$";
    for (std::size_t i = 1; i < path.size(); ++i) {
      if (path[i].find('"') != std::string::npos) return unsupported(joined(path));
      json_path += ".\"" + path[i] + "\"";
    }
    return Typed{sql("json_extract(" + name + ", ").bind(json_path).add(")"), Type::json};
  };
  if (set != EntitySet::historical_locations) {
    for (const auto& column : text_columns)
      if (column.property == path[0]) return typed(column);
  }
  for (const auto& column : columns(set))
    if (column.property == path[0]) return typed(column);
  if (set == EntitySet::datastreams && path[0] == "unitOfMeasurement" && path.size() == 2) {
    if (path[1] == "name") return Typed{sql(row + ".unit_name"), Type::text};
    if (path[1] == "symbol") return Typed{sql(row + ".unit"), Type::text};
    if (path[1] == "definition") return Typed{sql(row + ".unit_definition"), Type::text};
  }
  if (set == EntitySet::datastreams && (path[0] == "phenomenonTime" || path[0] == "resultTime" ||
                                        path[0] == "observedArea" || path[0] == "unitOfMeasurement"))
    return unsupported(path[0]);
  return invalid(format_label("{} 不存在", "there is no {}", joined(path)));
}

Result<Typed> Translator::translate(const Expression& e, EntitySet set, const std::string& row) {
  switch (e.kind) {
    case Kind::null:
      return Typed{sql("NULL"), Type::null};
    case Kind::boolean:
      return Typed{sql(e.boolean ? "TRUE" : "FALSE"), Type::boolean};
    case Kind::number:
      return Typed{e.whole ? Sql{}.bind(static_cast<long long>(*e.whole)) : Sql{}.bind(e.number),
                   Type::number};
    case Kind::text:
      return Typed{Sql{}.bind(e.text), Type::text};
    case Kind::time:
      return Typed{Sql{}.bind(static_cast<long long>(e.time.ms)), Type::time};
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
    return {sql("strftime('%Y-%m-%dT%H:%M:%SZ', (").add(value.sql).add(") / 1000, 'unixepoch')"), Type::text};
  // An integer is compared as written: "3", not "3.0".
  return {sql("CAST(").add(value.sql).add(" AS TEXT)"), Type::text};
}

Typed as_number(Typed value) {
  if (value.type == Type::number) return value;
  return {sql("CAST(").add(value.sql).add(" AS REAL)"), Type::number};
}

// A quoted time compared with a time is a time.
Result<Typed> as_time(const Expression& literal, Typed value) {
  if (value.type != Type::text || literal.kind != Kind::text) return value;
  CUNKOU_TRY_VALUE(time, parse_instant(literal.text));
  return Typed{Sql{}.bind(static_cast<long long>(time.ms)), Type::time};
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
  return Typed{sql("(").add(left->sql).add(comparison(e.text)).add(right->sql).add(")"), Type::boolean};
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
    return Typed{sql("(").add(left.sql).add(sign).add(right.sql).add(")"), Type::number};
  }
  return function(e, std::move(arguments));
}

Result<Typed> Translator::function(const Expression& e, std::vector<Typed> arguments) {
  const auto& name = e.text;
  const auto text = [&](std::size_t i) { return as_text(arguments[i]).sql; };
  const auto simple = [&](std::string_view sql_name, Type type) {
    return Typed{sql(sql_name).add("(").add(text(0)).add(")"), type};
  };
  if (name == "substringof")
    return Typed{sql("(instr(").add(text(1)).add(", ").add(text(0)).add(") > 0)"), Type::boolean};
  if (name == "contains")
    return Typed{sql("(instr(").add(text(0)).add(", ").add(text(1)).add(") > 0)"), Type::boolean};
  if (name == "startswith")
    return Typed{sql("(instr(").add(text(0)).add(", ").add(text(1)).add(") = 1)"), Type::boolean};
  if (name == "endswith")
    return Typed{sql("(SELECT b = '' OR substr(a, -length(b)) = b FROM (SELECT ")
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
    return Typed{sql("(instr(").add(text(0)).add(", ").add(text(1)).add(") - 1)"), Type::number};
  if (name == "concat") return Typed{sql("(").add(text(0)).add(" || ").add(text(1)).add(")"), Type::text};
  if (name == "substring") {
    Sql out = sql("substr(").add(text(0)).add(", 1 + ").add(as_number(arguments[1]).sql);
    if (arguments.size() > 2) out.add(", ").add(as_number(arguments[2]).sql);
    return Typed{out.add(")"), Type::text};
  }
  if (name == "round") return Typed{sql("round(").add(as_number(arguments[0]).sql).add(")"), Type::number};
  if (name == "now") return Typed{Sql{}.bind(static_cast<long long>(now_.ms)), Type::time};
  constexpr std::pair<std::string_view, std::string_view> parts[] = {
      {"year", "%Y"}, {"month", "%m"}, {"day", "%d"}, {"hour", "%H"}, {"minute", "%M"}, {"second", "%S"}};
  for (const auto& [word, format] : parts) {
    if (name != word) continue;
    if (arguments[0].type != Type::time)
      return invalid(format_label("{}() 需要时间", "{}() takes a time", name));
    return Typed{sql("CAST(strftime('" + std::string(format) + "', (")
                     .add(arguments[0].sql)
                     .add(") / 1000, 'unixepoch') AS INTEGER)"),
                 Type::number};
  }
  return unsupported(name + "()");
}

Result<Sql> order_by(Translator& translator, const Selection& selection) {
  Sql out = sql(" ORDER BY ");
  for (const auto& order : selection.order) {
    CUNKOU_TRY_VALUE(by, translator.translate(order.by, selection.set, "e"));
    out.add(by.sql).add(order.descending ? " DESC, " : " ASC, ");
  }
  return out.add("e.id");
}

Result<Sql> where(Translator& translator, const Selection& selection) {
  Sql out = sql(" FROM " + std::string(table(selection.set)) + " e WHERE ");
  out.add(is_visible(selection.viewer, selection.set, "e"));
  if (selection.from) {
    const auto join = linked(selection.from->set, "f", selection.set, "e");
    if (join.empty()) return unsupported(set_name(selection.from->set));
    out.add(" AND EXISTS (SELECT 1 FROM " + std::string(table(selection.from->set)) + " f WHERE f.id = ");
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

Result<Found> find_things(soci::session& session, const Selection& selection) try {
  Translator translator(selection.viewer, selection.now);
  CUNKOU_TRY_VALUE(rows, where(translator, selection));
  CUNKOU_TRY_VALUE(order, order_by(translator, selection));
  Found found;
  Sql page = sql("SELECT e.id") + rows + order;
  page.add(" LIMIT ").bind(static_cast<long long>(std::min<std::size_t>(selection.top, 1'000'000'000) + 1));
  page.add(" OFFSET ").bind(static_cast<long long>(selection.skip));
  each_id(session, std::move(page), [&](long long id) { found.ids.push_back(id); });
  if (found.ids.size() > selection.top) {
    found.ids.resize(selection.top);
    found.more = true;
  }
  if (selection.count) each_id(session, sql("SELECT count(*)") + rows, [&](long long n) { found.count = n; });
  return found;
} catch (const soci::soci_error& error) {
  if (is_too_complex(error)) return too_deep();
  throw;
}

std::unordered_set<std::int64_t> visible_things(soci::session& session, const Viewer& viewer) {
  std::unordered_set<std::int64_t> seen;
  each_id(session, sql("SELECT e.id FROM things e WHERE ") + thing_is_visible(viewer, "e"),
          [&](long long id) { seen.insert(id); });
  return seen;
}

bool sees_thing(soci::session& session, const Viewer& viewer, EntitySet set, std::int64_t id) {
  bool seen = false;
  Sql query = sql("SELECT e.id FROM " + std::string(table(set)) + " e WHERE e.id = ");
  query.bind(static_cast<long long>(id)).add(" AND ").add(is_visible(viewer, set, "e"));
  each_id(session, std::move(query), [&](long long) { seen = true; });
  return seen;
}

}  // namespace cunkou::sensorthings
