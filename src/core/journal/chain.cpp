#include "core/journal/chain.hpp"

#include "base/crypto.hpp"

namespace cunkou::journal {
namespace {

void add(std::string& bytes, const std::string& field) {
  bytes += std::to_string(field.size());
  bytes += ':';
  bytes += field;
}

}  // namespace

std::string chain_hash(const std::string& previous, const Entry& entry) {
  std::string bytes;
  add(bytes, previous);
  add(bytes, std::to_string(entry.number));
  add(bytes, std::to_string(entry.at.ms));
  add(bytes, std::to_string(entry.who.value));
  add(bytes, entry.via);
  add(bytes, entry.verb);
  add(bytes, entry.subject);
  add(bytes, entry.details);
  return sha256_hex(bytes);
}

}  // namespace cunkou::journal
