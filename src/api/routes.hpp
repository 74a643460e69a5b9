#pragma once
// Rows of the route table, short to write, and what their handlers share.

#include "api/context.hpp"
#include "core/journal/act.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::api {

using ScopeOf = std::function<Result<access::Scope>(const http::Request&)>;
using Handle = std::function<Result<http::Response>(const http::Request&)>;

struct Says {  // of itself in the API description
  std::string summary, tag, takes, gives;
};

http::Route route(http::Method, std::string pattern, access::Permission need, Says, ScopeOf, Handle);
http::Route route_later(http::Method, std::string pattern, access::Permission need, Says,
                        std::function<void(const http::Request&, http::Respond)> handle);

// What f returns; a refusal, a broken database and an exception are problems. For threads of our own.
http::Response answer_of(const http::Request&, const std::function<Result<http::Response>()>& f);

// Each in a transaction of its own, begun under the registry's lock: one that read earlier never writes over
// what a later one has read, such as a token that was revoked meanwhile.
template <class Id>
void refresh_from(sql::Database& database, devices::Registry& registry, Id id) {
  database.read([&](sql::Transaction& t) {
    registry.refresh(sensorthings::entity_store(t), devices::device_store(t), id);
  });
}

// By whom a page's request changes something.
journal::Act act_of(Context&, const http::Request&, sql::Transaction&);

}  // namespace cunkou::api
