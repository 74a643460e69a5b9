#include "app/config.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "platform/sql/database.hpp"
#include "platform/yaml/read.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

using yaml::each_key;
using yaml::into;
using yaml::Keys;
using yaml::Node;
using yaml::refuse;
using yaml::text_or_empty;

bool flag(const Node& node) {
  const auto word = text_or_empty(node);
  return word == "yes" || (word != "no" && yaml::yes_or_no(node));
}

std::size_t whole_number(const Node& node) {
  const auto value = text_or_empty(node);
  const auto number = parse_number<std::size_t>(value);
  if (!number) refuse(node, "\"" + value + "\" is not a whole number");
  return *number;
}

// Each is a thread with a stack; far fewer keep a machine busy.
constexpr std::size_t workers_max = 256;

std::size_t workers(const Node& node) {
  const auto wanted = whole_number(node);
  if (wanted > workers_max)
    refuse(node, "workers is at most " + std::to_string(workers_max) + ": 4 serve a county on two cores");
  return wanted;
}

Endpoint endpoint(const Node& node) {
  const auto parsed = parse_endpoint(text_or_empty(node));
  if (!parsed) refuse(node, parsed.error().reason.en);
  return *parsed;
}

std::vector<std::string> words(const Node& node) {
  if (!node.is_list()) refuse(node, "run is a list: [/usr/local/bin/send-sms, --to, '{phone}']");
  std::vector<std::string> all;
  for (const auto& word : node.items()) all.push_back(text_or_empty(word));
  return all;
}

Duration query_time(const Node& node) {
  const auto wanted = yaml::duration(node);
  if (wanted < Duration{1} || wanted > minutes(10))
    refuse(node, "query_time is from 1ms to 10m: a longer query keeps a worker from others");
  return wanted;
}

std::vector<std::string> names(const Node& node) {
  if (!node.is_list()) refuse(node, "hosts is a list of names: [cunkou.lan]");
  std::vector<std::string> all;
  for (const auto& name : node.items()) all.push_back(text_or_empty(name));
  return all;
}

Duration timeout(const Node& node) {
  const auto wanted = yaml::duration(node);
  if (wanted > seconds(20))
    refuse(node, "timeout is at most 20s: a slower gateway is to be handed the message and answer at once");
  return wanted;
}

BoundProgram read_program(const Node& node) {
  BoundProgram program;
  each_key(node, "a program",
           {{"run", into(program.argv, words)}, {"timeout", into(program.timeout, timeout)}});
  if (program.argv.empty() || program.argv[0].empty() || program.argv[0][0] != '/')
    refuse(node, "run begins with the full path of a program");
  return program;
}

yaml::Key section(const std::string& name, Keys keys) {
  return {[name, keys = std::move(keys)](const Node& n) { each_key(n, name, keys); }};
}

std::string state(const Node& node) {
  auto address = text_or_empty(node);
  if (!sql::is_postgresql(address))
    refuse(node, "state is postgresql://user@host/database; without it cunkou.db in the data folder is used");
  try {
    (void)sql::name_of(address);
  } catch (const sql::Broken& broken) {
    refuse(node, broken.reason);
  }
  return address;
}

// Of `series: state`, and of `series: {in: state}` beside other keys.
bool is_in_state(const Node& node) {
  if (text_or_empty(node) != "state")
    refuse(node, "the readings are in series.db; in: state keeps them in the database of state");
  return true;
}

// The one line of the file. Blanks at its end are none of the password, such as those of a file from Windows.
std::string password(const Node& node) {
  const auto file = text_or_empty(node);
  errno = 0;
  std::ifstream in(file);
  std::string line, more;
  if (in && in.peek() == std::ifstream::traits_type::eof() && errno == 0)
    refuse(node, file + " is empty: it holds the password of the database in one line");
  if (!std::getline(in, line))
    refuse(node, file + " cannot be read (" + std::strerror(errno != 0 ? errno : ENODATA) +
                     "): it holds the password of the database in one line");
  line = trimmed(line);
  while (std::getline(in, more))
    if (!trimmed(more).empty()) refuse(node, file + " has several lines: the password is its only one");
  if (line.empty()) refuse(node, file + " is empty: it holds the password of the database in one line");
  return line;
}

void read_root(const Node& root, Config& c) {
  std::string state_password;
  const Keys http{{"address", into(c.http, endpoint)},
                  {"certificate", into(c.http_certificate, text_or_empty)},
                  {"key", into(c.http_key, text_or_empty)},
                  {"trust_forwarded_for", into(c.trust_forwarded_for, flag)},
                  {"public_url", into(c.public_url, text_or_empty)},
                  {"hosts", into(c.hosts, names)},
                  {"query_time", into(c.query_time, query_time)}};
  const Keys mqtt{{"address", into(c.mqtt, endpoint)},
                  {"certificate", into(c.mqtt_certificate, text_or_empty)},
                  {"key", into(c.mqtt_key, text_or_empty)}};
  const Keys series{{"in", {[&](const Node& n) { c.state.has_series = is_in_state(n); }}},
                    {"raw_kept", into(c.raw_kept, yaml::duration)},
                    {"head_readings", into(c.head_readings, whole_number)},
                    {"streams_per_device", into(c.streams_per_device, whole_number)}};
  const Keys notify{{"allow_private_webhooks", into(c.allow_private_webhooks, flag)},
                    {"proxy_from_environment", into(c.proxy_from_environment, flag)},
                    {"programs", {[&](const Node& n) {
                       for (const auto& [name, program] : n.entries())
                         c.programs[name.scalar()] = read_program(program);
                     }}}};
  each_key(root, "the configuration",
           {{"data", into(c.data, text_or_empty)},
            {"state", into(c.state.database, state)},
            {"state_password_file", into(state_password, password)},
            {"http", section("http", http)},
            {"mqtt", section("mqtt", mqtt)},
            {"series", {[&](const Node& n) {
               if (n.is_scalar())
                 c.state.has_series = is_in_state(n);
               else
                 each_key(n, "series", series);
             }}},
            {"notify", section("notify", notify)},
            {"definitions", into(c.definitions, text_or_empty)},
            {"web", into(c.web, text_or_empty)},
            {"quiet", into(c.quiet, flag)},
            {"workers", into(c.workers, workers)},
            {"log", into(c.log_level, text_or_empty)}});
  if (!c.hosts.empty() && c.public_url.empty())
    refuse(root, "http: hosts needs public_url: without it every host name is served");
  if (c.state.database.empty() && c.state.has_series)
    refuse(root, "series: state needs state: postgresql://…");
  if (state_password.empty()) return;
  if (c.state.database.empty()) refuse(root, "state_password_file needs state: postgresql://…");
  c.state.database = sql::with_password(c.state.database, state_password);
}

// Installed: PREFIX/bin/cunkou and PREFIX/share/cunkou. In a build tree: the source folder.
std::string shared_folder(const std::string& name, const std::string& in_source) {
  std::error_code ignored;
  const auto program = fs::read_symlink("/proc/self/exe", ignored);
  const auto installed = program.parent_path().parent_path() / "share" / "cunkou" / name;
  if (fs::exists(installed, ignored)) return installed.string();
  return std::string(CUNKOU_SOURCE_DIR) + "/" + in_source;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view given) {
  const Error bad = invalid(untranslated("\"" + std::string(given) +
                                         "\" is not an address: write 127.0.0.1:8080, [::1]:8080 or :8080"));
  Endpoint out;
  std::string_view port = given;
  if (const auto colon = given.rfind(':'); colon != std::string_view::npos) {
    port = given.substr(colon + 1);
    auto address = given.substr(0, colon);
    if (address.empty()) address = "0.0.0.0";
    if (address.front() == '[' && address.back() == ']')
      address = address.substr(1, address.size() - 2);
    else if (address.find(':') != std::string_view::npos)
      return bad;
    out.address = address == "localhost" ? "127.0.0.1" : std::string(address);
  }
  const auto number = parse_number<decltype(out.port)>(port);
  if (!number) return bad;
  out.port = *number;
  return out;
}

std::string to_string(const Endpoint& e) {
  const bool v6 = e.address.find(':') != std::string::npos;
  return (v6 ? "[" + e.address + "]" : e.address) + ":" + std::to_string(e.port);
}

Result<Config> read_config(const std::string& file, Config config) {
  if (!std::ifstream(file))
    return not_found(
        untranslated(file + " cannot be read: give the path of a readable YAML file with --config"));
  return yaml::with_refusals([&] {
    return yaml::read_file(file, [&](const Node& root) {
      if (!root.is_null()) read_root(root, config);
      config.file = file;
      return config;
    });
  });
}

std::string installed_config() {
  const char* elsewhere = std::getenv("CUNKOU_CONFIG");
  const std::string file = elsewhere && *elsewhere ? elsewhere : "/etc/cunkou/config.yaml";
  std::error_code unseen;
  return fs::exists(file, unseen) || unseen ? file : "";
}

std::string definitions_folder(const Config& c) {
  return c.definitions.empty() ? shared_folder("definitions", "definitions") : c.definitions;
}

std::string web_folder(const Config& c) { return c.web.empty() ? shared_folder("web", "web/dist") : c.web; }

std::vector<std::string> describe_missing(const Config& c) {
  std::vector<std::string> missing;
  std::error_code unseen;
  if (const auto web = web_folder(c); !fs::is_regular_file(fs::path(web) / "index.html", unseen))
    missing.push_back("the web folder " + web + " has no index.html: the API works, but there are no pages");
  for (const auto& [name, program] : c.programs)
    if (const auto& path = program.argv.front();
        !fs::is_regular_file(path, unseen) || access(path.c_str(), X_OK) != 0)
      missing.push_back("notify.programs." + name + ": " + path +
                        " is missing or not executable: notices to it will fail");
  return missing;
}

}  // namespace cunkou::app
