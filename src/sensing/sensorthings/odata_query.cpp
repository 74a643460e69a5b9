#include "sensing/sensorthings/odata_query.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/percent.hpp"
#include "base/text.hpp"
#include "sensing/formats/number.hpp"
#include "sensing/sensorthings/limits.hpp"
#include "sensing/sensorthings/navigation.hpp"

namespace cunkou::sensorthings {
namespace {

using Kind = Expression::Kind;

Error bad(std::string zh, std::string en) { return invalid({std::move(zh), std::move(en)}); }

Error near(std::string_view option, std::string_view rest) {
  const auto where = rest.empty() ? std::string("…") : excerpt(rest, 40);
  return bad(std::string(option) + " 在此处有误：" + where,
             std::string(option) + " cannot be read at: " + where);
}

struct Function {
  std::string_view name;
  std::size_t fewest, most;
};

constexpr Function functions[] = {{"substringof", 2, 2}, {"contains", 2, 2},    {"startswith", 2, 2},
                                  {"endswith", 2, 2},    {"length", 1, 1},      {"indexof", 2, 2},
                                  {"substring", 2, 3},   {"tolower", 1, 1},     {"toupper", 1, 1},
                                  {"trim", 1, 1},        {"concat", 2, 2},      {"year", 1, 1},
                                  {"month", 1, 1},       {"day", 1, 1},         {"hour", 1, 1},
                                  {"minute", 1, 1},      {"second", 1, 1},      {"fractionalseconds", 1, 1},
                                  {"date", 1, 1},        {"time", 1, 1},        {"totaloffsetminutes", 1, 1},
                                  {"now", 0, 0},         {"mindatetime", 0, 0}, {"maxdatetime", 0, 0},
                                  {"round", 1, 1},       {"floor", 1, 1},       {"ceiling", 1, 1}};

constexpr std::string_view operators[] = {"and", "or", "not", "eq",  "ne",  "gt",  "ge",
                                          "lt",  "le", "add", "sub", "mul", "div", "mod"};

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || (c & 0x80);
}
bool is_name(char c) { return is_name_start(c) || is_digit(c) || c == '.' || c == '-'; }

std::string plain(std::string_view name) {
  if (name == "@iot.id") return "id";
  if (name == "@iot.selfLink") return "selfLink";
  return std::string(name);
}

// Recursive descent parser over the decoded text of $filter (or an expression of $orderby).
class ExpressionReader {
 public:
  ExpressionReader(std::string_view text, std::string_view option) : rest_(text), option_(option) {}

  Result<Expression> whole() {
    auto read = or_expression();
    if (!read) return read;
    skip();
    if (!rest_.empty()) return near(option_, rest_);
    return read;
  }

  Result<Expression> one() { return additive(); }  // for $orderby: the remainder is left in rest()
  std::string_view rest() {
    skip();
    return rest_;
  }

 private:
  using Level = Result<Expression> (ExpressionReader::*)();

  // Enforces limits::filter_depth.
  struct Depth {
    explicit Depth(std::size_t& at) : depth(++at) {}
    ~Depth() { --depth; }
    std::size_t& depth;
  };

  void skip() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }

  bool take(char c) {
    skip();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Matches whole words: "and" is not a prefix of "android".
  bool take_word(std::string_view word) {
    skip();
    if (!rest_.starts_with(word)) return false;
    if (rest_.size() > word.size() && is_name(rest_[word.size()])) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  // "a and b and c" becomes one call with three arguments, "a sub b sub c" becomes (a sub b) sub c.
  Result<Expression> chain(std::span<const std::string_view> words, Level level) {
    auto left = (this->*level)();
    for (std::size_t length = 1; left; ++length) {
      const auto word = std::ranges::find_if(words, [&](auto w) { return take_word(w); });
      if (word == words.end()) return left;
      const bool flat = *word == "and" || *word == "or";
      if (++nodes_ > nodes_max || (!flat && length > limits::filter_depth))
        return Error{Code::too_large, {"条件太长", "the filter is too long"}};
      auto right = (this->*level)();
      if (!right) return right;
      if (flat && length > 1)
        left->arguments.push_back(std::move(*right));
      else
        left = call(*word, {std::move(*left), std::move(*right)});
    }
    return left;
  }

  static Expression call(std::string_view name, std::vector<Expression> arguments) {
    Expression out;
    out.kind = Kind::call;
    out.text = name;
    out.arguments = std::move(arguments);
    return out;
  }

  Result<Expression> or_expression() {
    Depth depth(depth_);
    if (depth_ > limits::filter_depth)
      return Error{Code::too_large, {"条件嵌套太深", "the filter is nested too deep"}};
    static constexpr std::string_view words[] = {"or"};
    return chain(words, &ExpressionReader::and_expression);
  }
  Result<Expression> and_expression() {
    static constexpr std::string_view words[] = {"and"};
    return chain(words, &ExpressionReader::not_expression);
  }
  Result<Expression> not_expression() {
    Depth depth(depth_);
    if (depth_ > limits::filter_depth)
      return Error{Code::too_large, {"条件嵌套太深", "the filter is nested too deep"}};
    if (!take_word("not")) return comparison();
    auto inner = not_expression();
    if (!inner) return inner;
    return call("not", {std::move(*inner)});
  }
  Result<Expression> comparison() {
    static constexpr std::string_view words[] = {"eq", "ne", "gt", "ge", "lt", "le"};
    return chain(words, &ExpressionReader::additive);
  }
  Result<Expression> additive() {
    static constexpr std::string_view words[] = {"add", "sub"};
    return chain(words, &ExpressionReader::multiplicative);
  }
  Result<Expression> multiplicative() {
    static constexpr std::string_view words[] = {"mul", "div", "mod"};
    return chain(words, &ExpressionReader::primary);
  }

  Result<Expression> primary() {
    skip();
    if (rest_.empty()) return near(option_, rest_);
    if (take('(')) {
      auto inner = or_expression();
      if (inner && !take(')')) return near(option_, rest_);
      return inner;
    }
    const char c = rest_[0];
    if (c == '\'') return text_literal();
    if (is_digit(c) || c == '-' || c == '.') return number_or_time();
    if (is_name_start(c)) return name();
    return near(option_, rest_);
  }

  Result<Expression> text_literal() {
    Expression out;
    out.kind = Kind::text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] != '\'') {
        out.text += rest_[i];
      } else if (i + 1 < rest_.size() && rest_[i + 1] == '\'') {
        out.text += '\'';
        ++i;
      } else {
        rest_.remove_prefix(i + 1);
        return out;
      }
    }
    return bad("引号没有结束", "a quote is not closed");
  }

  Result<Expression> number_or_time() {
    const auto end = std::min(rest_.find_first_of(" \t),"), rest_.size());
    auto token = rest_.substr(0, end);
    Expression out;
    if (token.find('T') != token.npos || (token.size() == 10 && token[4] == '-')) return time_literal(token);
    out.kind = Kind::number;
    if (!formats::read_number(token, out.number) || !std::isfinite(out.number)) return near(option_, rest_);
    out.whole = parse_number<std::int64_t>(token);
    rest_.remove_prefix(end);
    return out;
  }

  Result<Expression> time_literal(std::string_view token) {
    Expression out;
    out.kind = Kind::time;
    std::string text(token);
    std::size_t taken = token.size();
    // An unencoded '+' was decoded to a space: "2020-01-01T00:00:00 08:00".
    const auto after = rest_.substr(taken);
    if (after.size() >= 6 && after[0] == ' ' && is_digit(after[1]) && is_digit(after[2]) && after[3] == ':' &&
        is_digit(after[4]) && is_digit(after[5])) {
      text += '+' + std::string(after.substr(1, 5));
      taken += 6;
    }
    if (text.size() == 10) text += "T00:00:00Z";
    CUNKOU_TRY_VALUE(time, parse_instant(text));
    out.time = time;
    rest_.remove_prefix(taken);
    return out;
  }

  std::string_view take_name() {
    std::size_t end = 0;
    while (end < rest_.size() && is_name(rest_[end])) ++end;
    const auto found = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return found;
  }

  Result<Expression> name() {
    const auto first = take_name();
    if (!rest_.empty() && rest_[0] == '(') return function(first);
    if (!rest_.empty() && rest_[0] == '\'') return typed_literal(first);
    Expression out;
    if (first == "true" || first == "false") {
      out.kind = Kind::boolean;
      out.boolean = first == "true";
      return out;
    }
    if (first == "null") return out;
    if (std::ranges::find(operators, first) != std::end(operators)) return near(option_, first);
    out.kind = Kind::path;
    out.path.push_back(plain(first));
    while (!rest_.empty() && rest_[0] == '/') {
      rest_.remove_prefix(1);
      const auto next = take_name();
      if (next.empty()) return near(option_, rest_);
      if (!rest_.empty() && rest_[0] == '(')
        return Error{Code::unsupported, {"any() 和 all() 暂不支持", "any() and all() are not offered"}};
      out.path.push_back(plain(next));
    }
    return out;
  }

  // duration'P1D', datetimeoffset'2020-…', geography'POINT(1 2)'.
  Result<Expression> typed_literal(std::string_view type) {
    auto text = text_literal();
    if (!text) return text;
    if (type == "datetimeoffset" || type == "datetime") {
      CUNKOU_TRY_VALUE(time, parse_instant(text->text));
      text->kind = Kind::time;
      text->time = time;
      return text;
    }
    return Error{Code::unsupported, format_label("{} 暂不支持", "{} is not offered", type)};
  }

  Result<Expression> function(std::string_view name) {
    if (name.starts_with("geo.") || name.starts_with("st_"))
      return Error{Code::unsupported, {"空间函数暂不支持", "spatial functions are not offered"}};
    const auto known = std::ranges::find(functions, name, &Function::name);
    if (known == std::end(functions))
      return bad("没有函数 " + std::string(name), "there is no function " + std::string(name));
    take('(');
    Expression out = call(name, {});
    if (!take(')')) {
      do {
        auto argument = or_expression();
        if (!argument) return argument;
        out.arguments.push_back(std::move(*argument));
      } while (take(','));
      if (!take(')')) return near(option_, rest_);
    }
    if (out.arguments.size() < known->fewest || out.arguments.size() > known->most)
      return bad(std::string(name) + " 的参数个数不对",
                 std::string(name) + " has the wrong number of arguments");
    return out;
  }

  static constexpr std::size_t nodes_max = 1000;  // SQLite nests a long "or" this deep
  std::string_view rest_;
  std::string_view option_;
  std::size_t depth_ = 0;
  std::size_t nodes_ = 0;
};

// Splits at separators outside parentheses and quotes.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'')
      quoted = !quoted;
    else if (quoted)
      continue;
    else if (c == '(')
      ++depth;
    else if (c == ')')
      --depth;
    else if (c == separator && depth == 0) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

Result<std::size_t> whole_number(std::string_view option, std::string_view text) {
  const auto number = parse_number<std::size_t>(text);
  if (!number || *number > 1'000'000'000'000)
    return bad(std::string(option) + " 要写成不小于 0 的整数",
               std::string(option) + " must be a whole number, 0 or more");
  return *number;
}

Result<std::vector<Order>> parse_order(std::string_view text) {
  std::vector<Order> out;
  for (auto part : split(text, ',')) {
    ExpressionReader reader(part, "$orderby");
    CUNKOU_TRY_VALUE(by, reader.one());
    Order order{std::move(by), false};
    const auto direction = trimmed(reader.rest(), " ");
    if (direction != "asc" && direction != "desc" && !direction.empty()) return near("$orderby", direction);
    order.descending = direction == "desc";
    out.push_back(std::move(order));
  }
  return out;
}

Result<std::vector<std::string>> parse_select(std::string_view text) {
  std::vector<std::string> out;
  for (auto part : split(text, ',')) {
    const auto path = trimmed(part, " ");
    const auto name = path.substr(0, path.find('/'));
    if (name.empty() || !std::ranges::all_of(name, is_name)) return near("$select", text);
    out.push_back(plain(name));
  }
  return out;
}

Result<Query> parse_options(const std::vector<std::string_view>& options, std::size_t depth);

// "Datastreams/Observations($top=1)": the options belong to the last segment.
Result<void> add_expand(std::vector<Expand>& into, std::string_view path, std::string_view options,
                        std::size_t depth) {
  if (depth > limits::expand_depth)
    return Error{Code::too_large, {"$expand 嵌套太深", "$expand is nested too deep"}};
  const auto slash = path.find('/');
  const auto name = trimmed(path.substr(0, slash), " ");
  if (name.empty() || !std::ranges::all_of(name, is_name)) return near("$expand", path);
  auto at = std::ranges::find(into, name, &Expand::name);
  if (at == into.end()) {
    into.push_back({std::string(name), {}});
    at = std::prev(into.end());
  }
  if (slash != path.npos) return add_expand(at->query.expand, path.substr(slash + 1), options, depth + 1);
  if (options.empty()) return {};
  auto query = parse_options(split(options, ';'), depth + 1);
  if (!query) return query.error();
  auto before = std::move(at->query.expand);
  at->query = std::move(*query);
  for (auto& expand : before) {
    if (std::ranges::find(at->query.expand, expand.name, &Expand::name) == at->query.expand.end())
      at->query.expand.push_back(std::move(expand));
  }
  return {};
}

Result<std::vector<Expand>> parse_expand(std::string_view text, std::size_t depth) {
  std::vector<Expand> out;
  for (auto part : split(text, ',')) {
    part = trimmed(part, " ");
    const auto open = part.find('(');
    std::string_view options;
    if (open != part.npos) {
      if (part.back() != ')') return near("$expand", part);
      options = part.substr(open + 1, part.size() - open - 2);
    }
    if (auto added = add_expand(out, part.substr(0, open), options, depth); !added) return added.error();
  }
  return out;
}

constexpr std::string_view options_offered =
    "$filter, $orderby, $top, $skip, $count, $select, $expand, $resultFormat";

Result<void> take_option(Query& query, std::string_view name, std::string_view text, std::size_t depth) {
  auto set = [](auto& into, auto read) -> Result<void> {
    if (!read) return read.error();
    into = std::move(*read);
    return {};
  };
  if (name == "$top") return set(query.top, whole_number(name, text));
  if (name == "$skip") return set(query.skip, whole_number(name, text));
  if (name == "$select") return set(query.select, parse_select(text));
  if (name == "$orderby") return set(query.order, parse_order(text));
  if (name == "$expand") return set(query.expand, parse_expand(text, depth));
  if (name == "$count") {
    if (text != "true" && text != "false")
      return bad("$count 要写成 true 或 false", "$count must be true or false");
    query.count = text == "true";
    return {};
  }
  if (name == "$filter") {
    CUNKOU_TRY_VALUE(filter, parse_filter(text));
    query.filter = std::make_shared<const Expression>(std::move(filter));
    return {};
  }
  if (name == "$resultFormat") {
    if (text != "dataArray")
      return invalid({"$resultFormat 只能是 dataArray", "$resultFormat is dataArray, or left out"});
    query.data_array = true;
    return {};
  }
  // OData 4.0, 5.1: options that exist are "not offered"; others are mistakes.
  for (std::string_view known : {"$search", "$apply", "$compute", "$format", "$skiptoken", "$deltatoken",
                                 "$levels", "$index", "$schemaversion", "$id", "$root", "$crossjoin"})
    if (name == known) return Error{Code::unsupported, format_label("不支持 {}", "{} is not offered", name)};
  return invalid(format_label("没有参数「{}」，可用的有：{}", "There is no option \"{}\"; there are: {}",
                              excerpt(name, 40), options_offered));
}

Result<Query> parse_options(const std::vector<std::string_view>& options, std::size_t depth) {
  Query query;
  std::vector<std::string_view> seen;
  for (auto option : options) {
    option = trimmed(option, " ");
    const auto equals = option.find('=');
    const auto name = option.substr(0, equals);
    if (option.empty() || (depth == 0 && !name.starts_with('$'))) continue;
    if (equals == option.npos) return near(name, {});
    if (std::ranges::find(seen, name) != seen.end())
      return bad(std::string(name) + " 写了两次", std::string(name) + " is given twice");
    seen.push_back(name);
    query.options.emplace_back(option);
    if (auto taken = take_option(query, name, option.substr(equals + 1), depth); !taken) return taken.error();
  }
  return query;
}

}  // namespace

Result<Expression> parse_filter(std::string_view decoded) {
  return ExpressionReader(decoded, "$filter").whole();
}

Result<Query> parse_query(std::string_view text) {
  std::vector<std::string> decoded;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('&', at), text.size());
    decoded.push_back(percent_decode_leniently(text.substr(at, end - at), Plus::is_space));
    if (!is_utf8(decoded.back())) return near("URL", decoded.back());
    at = end + 1;
  }
  return parse_options({decoded.begin(), decoded.end()}, 0);
}

}  // namespace cunkou::sensorthings
