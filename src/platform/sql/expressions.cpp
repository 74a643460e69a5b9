#include "platform/sql/expressions.hpp"

namespace cunkou::sql {
namespace {

std::string quoted_member(const std::string& member) {
  std::string out = "\"";
  for (const char c : member) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

const Expressions sqlite{
    .position = "instr({0}, {1})",
    .rounded = "round({0})",
    .text_number = "CAST({0} AS DOUBLE PRECISION)",
    .text = "CAST({0} AS TEXT)",
    .whole = "CAST({0} AS BIGINT)",
    .iso_time = "strftime('%Y-%m-%dT%H:%M:%SZ', ({0}) / 1000, 'unixepoch')",
    .json_text =
        "CASE json_type({0}, {1}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE "
        "CAST(json_extract({0}, {1}) AS TEXT) END",
    .json_number =
        "CASE WHEN json_type({0}, {1}) IN ('integer', 'real') THEN CAST(json_extract({0}, {1}) AS REAL) END",
    .json_boolean = "CASE json_type({0}, {1}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
    .json_path =
        [](std::span<const std::string> members) {
          std::string path = "$";
          for (const auto& member : members) path += "." + quoted_member(member);
          return path;
        },
};

// PostgreSQL reads no JSON with U+0000, which an earlier version may have stored: it has no members.
const std::string json = "CAST(CASE WHEN strpos({0}, '\\u0000') = 0 THEN {0} END AS JSON)",
                  member_text = json + " #>> CAST({1} AS TEXT[])",
                  member_type = "json_typeof(" + json + " #> CAST({1} AS TEXT[]))",
                  json_text = "((" + member_text + ") COLLATE \"C\")",
                  json_number = "CASE " + member_type + " WHEN 'number' THEN CAST(" + member_text +
                                " AS DOUBLE PRECISION) END",
                  json_boolean =
                      "CASE " + member_type + " WHEN 'boolean' THEN CAST(" + member_text + " AS BOOLEAN) END";

const Expressions postgresql{
    .position = "strpos({0}, {1})",
    .rounded =
        "(SELECT CASE WHEN abs(n) >= 4503599627370496 THEN n WHEN n >= 0 THEN floor(n + 0.5) ELSE ceil(n - "
        "0.5) "
        "END FROM (SELECT CAST({0} AS DOUBLE PRECISION) AS n LIMIT 1) AS v)",
    .text_number =
        "CAST(coalesce(substring({0} from '^\\s*([-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?)'), "
        "'0') AS DOUBLE PRECISION)",
    .text = "(CAST({0} AS TEXT) COLLATE \"C\")",
    .whole = "CAST(trunc(CAST({0} AS DOUBLE PRECISION)) AS BIGINT)",
    .iso_time =
        "(to_char(to_timestamp(({0}) / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') COLLATE "
        "\"C\")",
    .json_text = json_text,
    .json_number = json_number,
    .json_boolean = json_boolean,
    .json_path =
        [](std::span<const std::string> members) {
          std::string path;
          for (const auto& member : members) path += (path.empty() ? "" : ",") + quoted_member(member);
          return "{" + path + "}";
        },
};

}  // namespace

const Expressions& expressions_of(const soci::session& session) {
  return session.get_backend_name() == "postgresql" ? postgresql : sqlite;
}

}  // namespace cunkou::sql
