#include "core/journal/chain.hpp"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

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
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  char hex[sizeof hash * 2 + 1];
  return sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
}

}  // namespace cunkou::journal
