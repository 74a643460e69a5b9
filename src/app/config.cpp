#include "app/config.hpp"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <functional>

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

struct BadConfig {
  std::string reason;
};

[[noreturn]] void refuse(const YAML::Node& node, const std::string& what) {
  throw BadConfig{"line " + std::to_string(node.Mark().line + 1) + ": " + what};
}

std::string text(const YAML::Node& node) {
  if (!node.IsScalar()) refuse(node, "a single value is expected");
  return node.Scalar();
}

bool yes_or_no(const YAML::Node& node) {
  const auto value = text(node);
  if (value == "true" || value == "yes") return true;
  if (value == "false" || value == "no") return false;
  refuse(node, "write true or false, not \"" + value + "\"");
}

std::size_t number(const YAML::Node& node) {
  const auto value = text(node);
  std::size_t n = 0;
  auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
  if (error != std::errc{} || end != value.data() + value.size())
    refuse(node, "\"" + value + "\" is not a whole number");
  return n;
}

template <class T>
T checked(const YAML::Node& node, Result<T> result) {
  if (!result) refuse(node, result.error().reason.en);
  return *result;
}

using Keys = std::map<std::string, std::function<void(const YAML::Node&)>>;

void each_key(const YAML::Node& map, const std::string& where, const Keys& keys) {
  if (!map.IsMap()) refuse(map, where + " holds keys and values");
  for (const auto& item : map) {
    const auto key = item.first.Scalar();
    const auto found = keys.find(key);
    if (found == keys.end()) {
      std::string known;
      for (const auto& [name, read] : keys) known += (known.empty() ? "" : ", ") + name;
      refuse(item.first, where + " has no key \"" + key + "\"; it knows " + known);
    }
    found->second(item.second);
  }
}

BoundCommand read_command(const YAML::Node& node) {
  BoundCommand command;
  each_key(
      node, "a command",
      {{"run",
        [&](const YAML::Node& n) {
          if (!n.IsSequence()) refuse(n, "run is a list: [/usr/local/bin/send-sms, --to, '{phone}']");
          for (const auto& word : n) command.argv.push_back(text(word));
        }},
       {"timeout", [&](const YAML::Node& n) {
          command.timeout = checked(n, parse_duration(text(n)));
          if (command.timeout > seconds(20))
            throw YAML::RepresentationException(
                n.Mark(),
                "timeout is at most 20s: a slower gateway is to be handed the message and answer at once");
        }}});
  if (command.argv.empty() || command.argv[0].empty() || command.argv[0][0] != '/')
    refuse(node, "run begins with the full path of a program");
  return command;
}

void read_root(const YAML::Node& root, Config& c) {
  const Keys http{{"address", [&](const YAML::Node& n) { c.http = checked(n, parse_endpoint(text(n))); }},
                  {"certificate", [&](const YAML::Node& n) { c.http_certificate = text(n); }},
                  {"key", [&](const YAML::Node& n) { c.http_key = text(n); }},
                  {"trust_forwarded_for", [&](const YAML::Node& n) { c.trust_forwarded_for = yes_or_no(n); }},
                  {"public_url", [&](const YAML::Node& n) { c.public_url = text(n); }}};
  const Keys mqtt{{"address", [&](const YAML::Node& n) { c.mqtt = checked(n, parse_endpoint(text(n))); }},
                  {"certificate", [&](const YAML::Node& n) { c.mqtt_certificate = text(n); }},
                  {"key", [&](const YAML::Node& n) { c.mqtt_key = text(n); }}};
  const Keys series{
      {"raw_kept", [&](const YAML::Node& n) { c.raw_kept = checked(n, parse_duration(text(n))); }},
      {"head_readings", [&](const YAML::Node& n) { c.head_readings = number(n); }},
      {"streams_per_device", [&](const YAML::Node& n) { c.streams_per_device = number(n); }}};
  const Keys notify{
      {"allow_private_webhooks", [&](const YAML::Node& n) { c.allow_private_webhooks = yes_or_no(n); }},
      {"proxy_from_environment", [&](const YAML::Node& n) { c.proxy_from_environment = yes_or_no(n); }},
      {"commands", [&](const YAML::Node& n) {
         for (const auto& item : n) c.commands[item.first.Scalar()] = read_command(item.second);
       }}};
  each_key(root, "the configuration",
           {{"data", [&](const YAML::Node& n) { c.data = text(n); }},
            {"http", [&](const YAML::Node& n) { each_key(n, "http", http); }},
            {"mqtt", [&](const YAML::Node& n) { each_key(n, "mqtt", mqtt); }},
            {"series", [&](const YAML::Node& n) { each_key(n, "series", series); }},
            {"notify", [&](const YAML::Node& n) { each_key(n, "notify", notify); }},
            {"definitions", [&](const YAML::Node& n) { c.definitions = text(n); }},
            {"web", [&](const YAML::Node& n) { c.web = text(n); }},
            {"quiet", [&](const YAML::Node& n) { c.quiet = yes_or_no(n); }},
            {"workers", [&](const YAML::Node& n) { c.workers = number(n); }},
            {"log", [&](const YAML::Node& n) { c.log_level = text(n); }}});
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
  auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (port.empty() || error != std::errc{} || end != port.data() + port.size()) return bad;
  return out;
}

std::string to_string(const Endpoint& e) {
  const bool v6 = e.address.find(':') != std::string::npos;
  return (v6 ? "[" + e.address + "]" : e.address) + ":" + std::to_string(e.port);
}

Result<Config> read_config(const std::string& file, Config config) {
  try {
    const auto root = YAML::LoadFile(file);
    if (root.IsNull()) return config;
    read_root(root, config);
    return config;
  } catch (const BadConfig& bad) {
    return invalid(untranslated(file + ", " + bad.reason));
  } catch (const YAML::BadFile&) {
    return not_found(
        untranslated(file + " cannot be read: give the path of a readable YAML file with --config"));
  } catch (const YAML::Exception& e) {
    return invalid(untranslated(file + " is not valid YAML: " + e.what()));
  }
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

}  // namespace cunkou::app
