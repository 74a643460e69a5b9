#pragma once
// Answers SensorThings reads (18-088, 9): a path with options becomes JSON for one viewer. One object serves
// one request in one read transaction; it caches loaded entities, because expansions repeat them. Refuses an
// response of more than limits::entities_per_response entities.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/evaluate_expression.hpp"
#include "sensing/sensorthings/navigation.hpp"
#include "sensing/sensorthings/odata_query.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::sensorthings {

struct StaResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
};

struct EntityKey {
  EntitySet set = EntitySet::things;
  std::int64_t id = 0;
  friend auto operator<=>(const EntityKey&, const EntityKey&) = default;
};

class SensorThings {
 public:
  // `root`: the service root as addressed by the client, "http://host:8080/v1.1".
  SensorThings(EntityStore& store, const series::Store& series, Viewer viewer, std::string root, Instant now)
      : store_(store), series_(series), viewer_(std::move(viewer)), root_(std::move(root)), now_(now) {}

  Result<StaResponse> get(const ResourcePath&, const Query&, std::string_view path_text);

  // The entity addressed by a path without property; not_found if it does not exist or the viewer may not
  // see it.
  Result<EntityKey> entity_at(const ResourcePath&);
  // The entity before the last set of a path: Datastream 1 for Datastreams(1)/Observations, none for
  // /Observations.
  Result<std::optional<EntityKey>> origin_of(const ResourcePath&);

  std::string self_link(const EntityKey&) const;
  Result<boost::json::object> entity(const EntityKey&, const Query&, std::size_t depth = 0);

 private:
  struct Loaded {  // properties of an entity and the targets of its single links
    boost::json::object properties;
    std::map<std::string, std::int64_t, std::less<>> to;
  };
  struct Page {
    std::vector<EntityKey> keys;
    std::optional<std::int64_t> count;
    bool more = false;
    boost::json::array damaged;  // of Observations
  };

  const Loaded* load(const EntityKey&);
  std::optional<Loaded> read(const EntityKey&);
  Loaded read_observation(const Observation&);
  Result<EntityKey> walk(const ResourcePath&, std::size_t steps);
  Result<EntityKey> step_to(const EntityKey& from, const ResourcePath::Step&);
  bool is_linked(const EntityKey& from, const Link&, std::int64_t id);
  bool is_visible(const EntityKey&);

  Result<Page> find(EntitySet, const std::optional<EntityKey>& from, const Query&);
  Result<Page> find_in_memory(Selection, const Query&);
  Result<Page> find_observations_of(const std::optional<EntityKey>& from, const Query&);
  Result<std::vector<Datastream>> streams_for(const std::optional<EntityKey>& from);
  Result<Value> value_at(const EntityKey&, const Path&, std::size_t from);

  Result<boost::json::object> collection(EntitySet, const std::optional<EntityKey>& from, const Query&,
                                         const std::string& url, bool ref, std::size_t depth);
  Result<boost::json::array> data_arrays(const Page&, const Query&);
  Result<void> expand(boost::json::object&, const EntityKey&, const Expand&, std::size_t depth);
  Result<StaResponse> property(const EntityKey&, const ResourcePath&);
  StaResponse service_root() const;

  EntityStore& store_;
  const series::Store& series_;
  Viewer viewer_;
  std::string root_;
  Instant now_;
  std::size_t entities_ = 0;  // entities, including expansions
  std::map<EntityKey, std::optional<Loaded>> loaded_;
};

}  // namespace cunkou::sensorthings
