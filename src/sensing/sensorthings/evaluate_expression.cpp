#include "sensing/sensorthings/evaluate_expression.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cmath>

#include "base/json_text.hpp"
#include "base/text.hpp"

namespace cunkou::sensorthings {
namespace {

using Kind = Value::Kind;
using Node = Expression::Kind;

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

std::string text_of(const Value& v) {
  switch (v.kind) {
    case Kind::null:
      return {};
    case Kind::boolean:
      return v.boolean ? "true" : "false";
    case Kind::number:
      return v.whole ? std::to_string(*v.whole) : number_text(v.number);
    case Kind::text:
      return v.text;
    case Kind::time:
      return to_iso(v.time);
  }
  return {};
}

Value as_time(const Value& v) {
  if (v.kind != Kind::text) return v;
  auto time = parse_instant(v.text);
  return time ? Value::of(*time) : v;
}

// Converts both to one type; false: not comparable.
bool align(Value& a, Value& b) {
  if (a.kind == b.kind) return true;
  if (a.kind == Kind::time || b.kind == Kind::time) {
    a = as_time(a);
    b = as_time(b);
    return a.kind == b.kind;
  }
  if (a.kind == Kind::text || b.kind == Kind::text) {
    a = Value::of(text_of(a));
    b = Value::of(text_of(b));
    return true;
  }
  return false;
}

int order(const Value& a, const Value& b) {
  switch (a.kind) {
    case Kind::null:
      return 0;
    case Kind::boolean:
      return three_way(a.boolean, b.boolean);
    case Kind::number:
      return a.whole && b.whole ? three_way(*a.whole, *b.whole) : three_way(a.number, b.number);
    case Kind::text:
      return three_way(a.text, b.text);
    case Kind::time:
      return three_way(a.time, b.time);
  }
  return 0;
}

bool intervals(const std::string& word, const Value& a, const Value& b) {
  if (word == "eq") return a.time == b.time && a.time_end == b.time_end;
  if (word == "ne") return a.time != b.time || a.time_end != b.time_end;
  if (word == "lt") return a.time_end < b.time || (a.time_end == b.time && a.time < b.time);
  if (word == "le") return a.time_end <= b.time;
  if (word == "gt") return a.time > b.time_end || (a.time == b.time_end && a.time_end > b.time_end);
  return a.time >= b.time_end;
}

bool compare(const std::string& word, Value a, Value b) {
  if (a.kind == Kind::null || b.kind == Kind::null) {
    const bool same = a.kind == b.kind;
    return word == "eq" ? same : word == "ne" && !same;
  }
  if (!align(a, b)) return word == "ne";
  if (a.kind == Kind::time) return intervals(word, a, b);
  const int by = order(a, b);
  if (word == "eq") return by == 0;
  if (word == "ne") return by != 0;
  if (word == "lt") return by < 0;
  if (word == "le") return by <= 0;
  if (word == "gt") return by > 0;
  return by >= 0;
}

bool is_comparison(const std::string& word) {
  return word == "eq" || word == "ne" || word == "lt" || word == "le" || word == "gt" || word == "ge";
}

double calculated(const std::string& word, double a, double b) {
  if (word == "add") return a + b;
  if (word == "sub") return a - b;
  if (word == "mul") return a * b;
  if (word == "div") return a / b;
  return std::fmod(a, b);
}

// An undefined result, such as a division by zero, is null, as in the database.
Value arithmetic(const std::string& word, const Value& a, const Value& b) {
  if (a.kind != Kind::number || b.kind != Kind::number) return {};
  const double n = calculated(word, a.number, b.number);
  return std::isfinite(n) ? Value::of(n) : Value{};
}

// Of the UTC form "2021-06-22T11:15:00Z".
Value time_part(const std::string& word, const Value& of) {
  const Value t = as_time(of);
  if (t.kind != Kind::time) return {};
  const auto iso = to_iso({t.time.ms / 1000 * 1000});
  const auto digits = [&](std::size_t at, std::size_t n) {
    return Value::of(*parse_number<double>(iso.substr(at, n)));
  };
  if (word == "year") return digits(0, 4);
  if (word == "month") return digits(5, 2);
  if (word == "day") return digits(8, 2);
  if (word == "hour") return digits(11, 2);
  if (word == "minute") return digits(14, 2);
  if (word == "second") return digits(17, 2);
  if (word == "date") return Value::of(iso.substr(0, 10));
  if (word == "time") return Value::of(iso.substr(11, 8));
  if (word == "fractionalseconds") return Value::of(static_cast<double>(t.time.ms % 1000) / 1000);
  return Value::of(0.0);  // totaloffsetminutes: all times are UTC
}

std::string cased(std::string text, bool upper) {
  for (auto& c : text) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

// Byte offset of the n-th character of UTF-8 text.
std::size_t character(const std::string& text, double n) {
  std::size_t at = 0;
  for (; n > 0 && at < text.size(); --n) {
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  }
  return at;
}

double characters(std::string_view text) {
  double n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

Value substring(const std::vector<Value>& arguments) {
  const auto text = text_of(arguments[0]);
  const auto from = character(text, arguments[1].number);
  if (arguments.size() < 3) return Value::of(text.substr(from));
  const auto rest = text.substr(from);
  return Value::of(rest.substr(0, character(rest, arguments[2].number)));
}

Value text_function(const std::string& word, const std::vector<Value>& arguments) {
  const auto a = text_of(arguments[0]), b = arguments.size() > 1 ? text_of(arguments[1]) : std::string();
  if (word == "substringof") return Value::of(b.find(a) != b.npos);
  if (word == "contains") return Value::of(a.find(b) != a.npos);
  if (word == "startswith") return Value::of(a.starts_with(b));
  if (word == "endswith") return Value::of(a.ends_with(b));
  if (word == "length") return Value::of(characters(a));
  if (word == "tolower" || word == "toupper") return Value::of(cased(a, word == "toupper"));
  if (word == "concat") return Value::of(a + b);
  if (word == "substring") return substring(arguments);
  if (word == "indexof") {
    const auto at = a.find(b);
    return Value::of(at == a.npos ? -1.0 : characters(std::string_view(a).substr(0, at)));
  }
  return Value::of(std::string(trimmed(a, " ")));
}

bool is_text_function(const std::string& word) {
  for (auto known : {"substringof", "contains", "startswith", "endswith", "length", "tolower", "toupper",
                     "concat", "substring", "indexof", "trim"})
    if (word == known) return true;
  return false;
}

Value function(const std::string& word, const std::vector<Value>& arguments, Instant now) {
  if (word == "now") return Value::of(now);
  if (word == "mindatetime") return Value::of(Instant{0});
  if (word == "maxdatetime") return Value::of(Instant{10'413'791'999'000});
  if (is_text_function(word)) {
    for (const auto& argument : arguments)
      if (argument.kind == Kind::null) return {};
    return text_function(word, arguments);
  }
  if (word == "round" || word == "floor" || word == "ceiling") {
    if (arguments[0].kind != Kind::number) return {};
    const double n = arguments[0].number;
    return Value::of(word == "round" ? std::round(n) : word == "floor" ? std::floor(n) : std::ceil(n));
  }
  return time_part(word, arguments[0]);
}

Result<Value> logical(const Expression& e, const Lookup& lookup, Instant now) {
  for (const auto& argument : e.arguments) {
    CUNKOU_TRY_VALUE(one, holds(argument, lookup, now));
    if (e.text == "not") return Value::of(!one);
    if (one == (e.text == "or")) return Value::of(one);
  }
  return Value::of(e.text == "and");
}

}  // namespace

Value Value::of(bool b) {
  Value v;
  v.kind = Kind::boolean;
  v.boolean = b;
  return v;
}
Value Value::of(double n) {
  Value v;
  v.kind = Kind::number;
  v.number = n;
  return v;
}
Value Value::of_id(std::int64_t id) {
  Value v = of(static_cast<double>(id));
  v.whole = id;
  return v;
}
Value Value::of(std::string s) {
  Value v;
  v.kind = Kind::text;
  v.text = std::move(s);
  return v;
}
Value Value::of(Instant t) { return of(t, t); }
Value Value::of(Instant from, Instant to) {
  Value v;
  v.kind = Kind::time;
  v.time = from;
  v.time_end = to;
  return v;
}
Value Value::of(const boost::json::value& json) {
  if (json.is_null()) return {};
  if (json.is_bool()) return of(json.as_bool());
  if (json.is_string()) return of(std::string(json.as_string()));
  if (json.is_number()) return of(json.to_number<double>());
  return of(boost::json::serialize(json));
}

int compared(const Value& a, const Value& b) {
  return a.kind == b.kind ? order(a, b) : three_way(static_cast<int>(a.kind), static_cast<int>(b.kind));
}

Result<Value> evaluate(const Expression& e, const Lookup& lookup, Instant now) {
  switch (e.kind) {
    case Node::null:
      return Value{};
    case Node::boolean:
      return Value::of(e.boolean);
    case Node::number:
      return e.whole ? Value::of_id(*e.whole) : Value::of(e.number);
    case Node::text:
      return Value::of(e.text);
    case Node::time:
      return Value::of(e.time);
    case Node::path:
      return lookup(e.path);
    case Node::call:
      break;
  }
  if (e.text == "and" || e.text == "or" || e.text == "not") return logical(e, lookup, now);
  std::vector<Value> arguments;
  for (const auto& argument : e.arguments) {
    auto one = evaluate(argument, lookup, now);
    if (!one) return one;
    arguments.push_back(std::move(*one));
  }
  if (is_comparison(e.text))
    return Value::of(compare(e.text, std::move(arguments[0]), std::move(arguments[1])));
  if (e.text == "add" || e.text == "sub" || e.text == "mul" || e.text == "div" || e.text == "mod")
    return arithmetic(e.text, arguments[0], arguments[1]);
  return function(e.text, arguments, now);
}

Result<bool> holds(const Expression& e, const Lookup& lookup, Instant now) {
  CUNKOU_TRY_VALUE(value, evaluate(e, lookup, now));
  return value.kind == Kind::boolean && value.boolean;
}

}  // namespace cunkou::sensorthings
