
#include <gtest/gtest.h>

#include "app/testing/farm.hpp"
#include "platform/async/concurrency_limiter.hpp"
#include "platform/async/worker_pool.hpp"
#include "sensing/sensorthings/limits.hpp"

namespace cunkou::app {
namespace {

using access::Role;
using http::Method;
using testing::Farm;
using testing::ParsedResponse;

struct SensorThingsRoutes : ::testing::Test {
  Farm farm;

  std::int64_t count(const std::string& target) {
    const auto response =
        farm.get_as_operator(target + (target.find('?') == target.npos ? "?" : "&") + "$count=true&$top=0");
    EXPECT_EQ(response.status, 200) << target << response.body;
    return response.status == 200 ? response.json.at("@iot.count").as_int64() : -1;
  }
  std::vector<double> results(const std::string& target) {
    const auto response = farm.get_as_operator(target);
    EXPECT_EQ(response.status, 200) << target << response.body;
    std::vector<double> out;
    if (response.status == 200)
      for (const auto& one : response.json.at("value").as_array())
        out.push_back(one.at("result").to_number<double>());
    return out;
  }
  // Readings 1..n, a minute apart, of the farmer's greenhouse.
  void fill(int n) {
    for (int i = 1; i <= n; ++i) {
      const auto at = to_iso(farm.clock.now() - minutes(100 - i));
      const auto sent = farm.send(Method::post, "/v1.1/Datastreams(1)/Observations",
                                  "{\"phenomenonTime\":\"" + at + "\",\"result\":" + std::to_string(i) + "}");
      ASSERT_EQ(sent.status, 201) << sent.body;
    }
  }
};

const char* const sample = R"({
  "name": "Oven", "description": "This thing is an oven.", "properties": {"color": "Silver"},
  "Locations": [{"name": "CCIT", "description": "Calgary", "encodingType": "application/geo+json",
                 "location": {"type": "Point", "coordinates": [-114.133, 51.08]}}],
  "Datastreams": [{
    "name": "oven temperature", "description": "temperature", "observationType": "OM_Measurement",
    "unitOfMeasurement": {"name": "Celsius", "symbol": "C", "definition": "http://www.qudt.org"},
    "ObservedProperty": {"name": "DewPoint", "definition": "http://sweet.jpl.nasa.gov", "description": "dew point"},
    "Sensor": {"name": "DS18B20", "description": "air temperature", "encodingType": "application/pdf", "metadata": "http://x"},
    "Observations": [{"phenomenonTime": "2010-10-10T08:00:00Z", "result": 5}, {"phenomenonTime": "2010-10-10T09:00:00Z", "result": "hot"}]
  }]})";

TEST_F(SensorThingsRoutes, ServiceRootListsTheEightSets) {
  const auto root = farm.get_as_operator("/v1.1");
  ASSERT_EQ(root.status, 200);
  ASSERT_EQ(root.json.at("value").as_array().size(), 8u);
  EXPECT_EQ(root.json.at("value").at(0).at("url").as_string(), "http://cunkou.example/v1.1/Things");
  EXPECT_FALSE(root.json.at("serverSettings").at("conformance").as_array().empty());
}

TEST_F(SensorThingsRoutes, RefusesAnonymousRequestsAndShowsEntitiesWithinTheScope) {
  EXPECT_EQ(farm.ask(Method::get, "/v1.1/Things").status, 401);
  EXPECT_EQ(farm.ask(Method::post, "/v1.1/Things", "", "{}").status, 401);
  EXPECT_EQ(
      farm.ask(Method::get, "/v1.1/Things", farm.token(Role::farmer)).json.at("value").as_array().size(), 1u);
  EXPECT_EQ(
      farm.ask(Method::get, "/v1.1/Things", farm.token(Role::village)).json.at("value").as_array().size(),
      1u);
  EXPECT_EQ(farm.ask(Method::get, "/v1.1/Things(2)", farm.token(Role::farmer)).status, 404);
  EXPECT_EQ(farm.ask(Method::get, "/v1.1/Datastreams(2)/Observations", farm.token(Role::farmer)).status, 404);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things").json.at("value").as_array().size(), 2u);
  EXPECT_EQ(farm.send(Method::get, "/v1.1/Things").json.at("value").as_array().size(), 1u);
  EXPECT_EQ(farm.send(Method::get, "/v1.1/Datastreams(2)").status, 404);
  const auto around = farm.ask(Method::get, "/v1.1/Sensors(1)?$expand=Datastreams", farm.token(Role::farmer));
  EXPECT_EQ(around.json.at("Datastreams").as_array().size(), 1u) << "a shared Sensor is no way around";
}

TEST_F(SensorThingsRoutes, ReadsEveryRelationToDepthFourAndItsReferences) {
  fill(1);
  for (auto path :
       {"Things(1)/Datastreams(1)/Observations(ID)/FeatureOfInterest",
        "Things(1)/Datastreams(1)/ObservedProperty/Datastreams",
        "Locations(1)/Things(1)/HistoricalLocations(1)/Locations",
        "Sensors(1)/Datastreams(1)/Thing/Locations",
        "FeaturesOfInterest(1)/Observations(ID)/Datastream/Sensor",
        "HistoricalLocations(1)/Thing/Datastreams(1)/Observations",
        "Observations(ID)/Datastream/Thing/Locations(1)", "ObservedProperties(1)/Datastreams(1)/Thing"}) {
    std::string target = "/v1.1/" + std::string(path);
    const auto id =
        farm.get_as_operator("/v1.1/Observations").json.at("value").at(0).at("@iot.id").as_int64();
    if (const auto at = target.find("ID"); at != target.npos) target.replace(at, 2, std::to_string(id));
    const auto response = farm.get_as_operator(target);
    EXPECT_EQ(response.status, 200) << target << " " << response.body;
    const auto ref = farm.get_as_operator(target + "/$ref");
    ASSERT_EQ(ref.status, 200) << target;
    const auto& first = ref.json.as_object().contains("value") ? ref.json.at("value").at(0) : ref.json;
    EXPECT_EQ(first.as_object().size(), 1u);
    EXPECT_TRUE(first.as_object().contains("@iot.selfLink"));
  }
}

TEST_F(SensorThingsRoutes, ShowsAnUnusedEntityToItsCreator) {
  for (
      const auto& [set, more] :
      {std::pair{
           "Locations",
           R"("encodingType":"application/geo+json","location":{"type":"Point","coordinates":[110.7,37.4]})"},
       {"FeaturesOfInterest",
        R"("encodingType":"application/geo+json","feature":{"type":"Point","coordinates":[110.7,37.4]})"}}) {
    const auto made = farm.ask(Method::post, std::string("/v1.1/") + set, farm.token(Role::technician),
                               std::string(R"({"name":"粮囤","description":"农户家门口",)") + more + "}");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto path =
        std::string("/v1.1/") + set + "(" + std::to_string(made.json.at("@iot.id").as_int64()) + ")";
    EXPECT_EQ(farm.ask(Method::get, path, farm.token(Role::technician)).status, 200);
    EXPECT_EQ(farm.get_as_operator(path).status, 200) << "the operator sees everything";
    EXPECT_EQ(farm.send(Method::get, path).status, 404) << "a device";
    EXPECT_EQ(farm.ask(Method::get, path, farm.token(Role::farmer)).status, 404);
    EXPECT_EQ(farm.ask(Method::get, path).status, 401);
  }
}

TEST_F(SensorThingsRoutes, GivesControlInformationAndProperties) {
  fill(2);
  const auto stream = farm.get_as_operator("/v1.1/Datastreams(1)").json;
  EXPECT_EQ(stream.at("@iot.id").as_int64(), 1);
  EXPECT_EQ(stream.at("@iot.selfLink").as_string(), "http://cunkou.example/v1.1/Datastreams(1)");
  EXPECT_EQ(stream.at("Observations@iot.navigationLink").as_string(),
            "http://cunkou.example/v1.1/Datastreams(1)/Observations");
  EXPECT_EQ(stream.at("unitOfMeasurement").at("symbol").as_string(), "Cel");
  EXPECT_NE(stream.at("phenomenonTime").as_string().find('/'), std::string::npos);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things(1)/name").body, R"({"name":"1号棚"})");
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things(1)/name/$value").body, "1号棚");
  EXPECT_EQ(farm.get_as_operator("/v1.1/Datastreams(1)/unitOfMeasurement/$value").body[0], '{');
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things(1)/nothing").status, 404);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things(9223372036854775807)").status, 404);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Observations(9223372036854775807)").status, 404);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Observations(1)").status, 404);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Nothing").status, 404);
}

TEST_F(SensorThingsRoutes, PagesThroughObservations) {
  fill(12);
  EXPECT_EQ(count("/v1.1/Datastreams(1)/Observations"), 12);
  auto page = farm.get_as_operator(
      "/v1.1/Datastreams(1)/Observations?$top=5&$orderby=phenomenonTime%20desc&$select=result");
  std::vector<double> all;
  for (int pages = 0; pages < 10; ++pages) {
    for (const auto& one : page.json.at("value").as_array())
      all.push_back(one.at("result").to_number<double>());
    const auto* next = page.json.as_object().if_contains("@iot.nextLink");
    if (!next) break;
    const std::string link(next->as_string());
    EXPECT_NE(link.find("$top=5"), link.npos);
    page = farm.get_as_operator(link.substr(link.find("/v1.1")));
    ASSERT_EQ(page.status, 200) << link;
  }
  ASSERT_EQ(all.size(), 12u);
  EXPECT_EQ(all.front(), 12);
  EXPECT_EQ(all.back(), 1);
}

TEST_F(SensorThingsRoutes, FiltersObservations) {
  fill(12);
  const std::string all = "/v1.1/Datastreams(1)/Observations";
  EXPECT_EQ(count(all + "?$filter=result%20gt%203"), 9);
  EXPECT_EQ(count(all + "?$filter=result%20gt%20'3'"), 6);
  EXPECT_EQ(count(all + "?$filter=result%20eq%20'10'"), 1);
  EXPECT_EQ(count(all + "?$filter=result%20ge%203%20and%20not%20(result%20eq%205%20or%20result%20gt%2010)"),
            7);
  const auto fifth = to_iso(farm.clock.now() - minutes(95));
  EXPECT_EQ(count(all + "?$filter=phenomenonTime%20gt%20" + fifth), 7);
  EXPECT_EQ(count(all + "?$filter=phenomenonTime%20le%20" + fifth + "%20and%20result%20mod%202%20eq%201"), 3);
  EXPECT_EQ(count("/v1.1/Observations?$filter=Datastream/Thing/name%20eq%20'1号棚'%20and%20result%20lt%203"),
            2);
  EXPECT_EQ(count("/v1.1/Observations?$filter=Datastream/id%20eq%202"), 0);
  EXPECT_EQ(count("/v1.1/Observations?$filter=resultTime%20eq%20null"), 12);
  const auto id =
      farm.get_as_operator(all + "?$top=1&$skip=6").json.at("value").at(0).at("@iot.id").as_int64();
  EXPECT_EQ(results("/v1.1/Observations?$filter=id%20eq%20" + std::to_string(id)), std::vector<double>{7});
  EXPECT_EQ(results(all + "?$orderby=result%20desc&$top=2&$skip=1"), (std::vector<double>{11, 10}));
  const auto order =
      farm.get_as_operator(
              all + "?$count=true&$top=1&$skip=2&$orderby=phenomenonTime%20asc&$filter=result%20gt%20'3'")
          .json;
  EXPECT_EQ(order.at("@iot.count").as_int64(), 6);
  ASSERT_EQ(order.at("value").as_array().size(), 1u);
  EXPECT_EQ(order.at("value").at(0).at("result").as_int64(), 6);
  EXPECT_EQ(farm.get_as_operator(all + "?$filter=nothing%20eq%201").status, 400);
  EXPECT_EQ(farm.get_as_operator(all + "?$search=x").status, 501);
  EXPECT_EQ(farm.get_as_operator(all + "?$top=x").status, 400);
}

TEST_F(SensorThingsRoutes, FiltersDatastreamsByTheirReadings) {
  fill(3);
  const auto before = to_iso(farm.clock.now() - minutes(200));
  EXPECT_EQ(count("/v1.1/Datastreams?$filter=phenomenonTime%20gt%20" + before), 1);
  EXPECT_EQ(count("/v1.1/Datastreams?$filter=phenomenonTime%20lt%20" + before), 0);
  EXPECT_EQ(count("/v1.1/Datastreams?$filter=Thing/name%20eq%20'1号棚'"), 1);
  const auto ordered = farm.get_as_operator(
      "/v1.1/Datastreams?$orderby=Thing/name%20desc&$select=id,Thing&$expand=Thing($select=name)");
  EXPECT_EQ(ordered.json.at("value").at(0).at("Thing").at("name").as_string(), "2号棚") << ordered.body;
}

TEST_F(SensorThingsRoutes, RefusesResponsesAndMembersOverTheLimit) {
  series::Batch batch;
  for (int i = 0; i < 10'000; ++i)
    batch.readings.push_back({StreamId{1}, farm.clock.now() - minutes(i), 1.0 * i});
  ASSERT_TRUE(farm.series.append_and_wait(std::move(batch)));
  const std::string all = "/v1.1/Datastreams(1)/Observations?$top=10000";
  EXPECT_EQ(farm.get_as_operator(all + "&$select=id").status, 200);
  EXPECT_EQ(farm.get_as_operator(
                    all + "&$expand=Datastream($expand=Thing($expand=Locations),Sensor,ObservedProperty)")
                .status,
            413);
  std::string nested = "name";
  for (int i = 0; i < 14; ++i) nested = "endswith(name," + nested + ")";
  EXPECT_LT(farm.get_as_operator("/v1.1/Things?$filter=" + nested).status, 500);
  const auto post = [&](const std::string& description) {
    return farm
        .as_operator(Method::post, "/v1.1/Things", R"({"name":"x","description":")" + description + "\"}")
        .status;
  };
  EXPECT_EQ(post(std::string(sensorthings::limits::entity_member_bytes, 'x')), 201);
  EXPECT_EQ(post(std::string(sensorthings::limits::entity_member_bytes + 1, 'x')), 413);
}

TEST_F(SensorThingsRoutes, RefusesTruncatedBodies) {
  EXPECT_EQ(farm.send(Method::post, "/v1.1/Datastreams(1)/Observations",
                      R"({"result":1,"FeatureOfInterest":{"name":"f","feature":{"type"?"Point"}}})")
                .status,
            400);
  EXPECT_EQ(
      farm.send(
              Method::post, "/v1.1/CreateObservations",
              R"([{"Datastream":{"@iot.id":1},"omponents":["result","Fe]},{"Datastream":{"@iot.id":2},"components":["re])")
          .status,
      400);
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Locations",
                             R"({"name":"x","description":"","location":{"x":1e400}})")
                .status,
            400);
}

TEST_F(SensorThingsRoutes, ExpandsInDepth) {
  fill(5);
  const auto thing = farm.get_as_operator(
      "/v1.1/"
      "Things(1)?$select=name&$expand=Datastreams($select=name;$expand=Observations($top=2;$orderby="
      "phenomenonTime%20desc;$count=true),"
      "ObservedProperty),Locations");
  ASSERT_EQ(thing.status, 200) << thing.body;
  EXPECT_FALSE(thing.json.as_object().contains("description"));
  const auto& stream = thing.json.at("Datastreams").at(0);
  EXPECT_EQ(stream.at("Observations@iot.count").as_int64(), 5);
  EXPECT_EQ(stream.at("Observations").at(0).at("result").as_int64(), 5);
  EXPECT_EQ(stream.at("ObservedProperty").at("name").as_string(), "air_temperature");
  const std::string next(stream.at("Observations@iot.nextLink").as_string());
  EXPECT_EQ(
      farm.get_as_operator(next.substr(next.find("/v1.1"))).json.at("value").at(0).at("result").as_int64(),
      3);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things?$expand=Nothing").status, 400);
}

TEST_F(SensorThingsRoutes, CreatesInDepth) {
  const auto made = farm.as_operator(Method::post, "/v1.1/Things", sample);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_NE(made.header("Location").find("/v1.1/Things("), std::string::npos);
  const auto id = std::to_string(made.json.at("@iot.id").as_int64());
  const auto thing =
      farm.get_as_operator("/v1.1/Things(" + id +
                           ")?$expand=Datastreams($expand=Observations($expand=FeatureOfInterest),Sensor)"
                           ",Locations,HistoricalLocations");
  ASSERT_EQ(thing.status, 200) << thing.body;
  const auto& stream = thing.json.at("Datastreams").at(0);
  ASSERT_EQ(stream.at("Observations").as_array().size(), 2u) << thing.body;
  EXPECT_EQ(stream.at("Observations").at(0).at("result").as_int64(), 5);
  EXPECT_EQ(stream.at("Observations").at(1).at("result").as_string(), "hot");
  EXPECT_EQ(stream.at("Observations").at(0).at("FeatureOfInterest").at("name").as_string(), "CCIT");
  EXPECT_EQ(thing.json.at("HistoricalLocations").as_array().size(), 1u);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things(" + id + ")/properties/color").json.at("color").as_string(),
            "Silver");
  EXPECT_EQ(count("/v1.1/Things?$filter=properties/color%20eq%20'Silver'"), 1);
}

TEST_F(SensorThingsRoutes, RollsBackAFailedInsert) {
  const auto before = count("/v1.1/Things");
  std::string bad(sample);
  bad.replace(bad.find("\"result\": \"hot\""), 15, "\"phen\": 1");
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Things", bad).status, 400);
  std::string future(sample);
  future.replace(future.find("2010-10-10T09"), 13, "2199-10-10T09");
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Things", future).status, 400);
  for (auto part : {"\"Sensor\": {", "\"ObservedProperty\": {"}) {
    std::string without(sample);
    without.replace(without.find(part), 4, "\"Non");
    EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Things", without).status, 400) << part;
  }
  EXPECT_EQ(count("/v1.1/Things"), before);
  EXPECT_EQ(count("/v1.1/Sensors"), 1);
  EXPECT_EQ(count("/v1.1/Locations"), 2);
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Datastreams", R"({"name":"x","description":"x"})").status,
            400);
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Things", "[1]").status, 400);
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Things(1)", "{}").status, 400);
}

TEST_F(SensorThingsRoutes, CreatesTheFeatureOfALocationOnce) {
  const auto id = std::to_string(
      farm.as_operator(Method::post, "/v1.1/Things", R"({"name":"bare"})").json.at("@iot.id").as_int64());
  const auto stream =
      farm.as_operator(Method::post, "/v1.1/Things(" + id + ")/Datastreams",
                       R"({"name":"t","ObservedProperty":{"@iot.id":1},"Sensor":{"@iot.id":1}})");
  ASSERT_EQ(stream.status, 201) << stream.body;
  const auto observations =
      "/v1.1/Datastreams(" + std::to_string(stream.json.at("@iot.id").as_int64()) + ")/Observations";
  EXPECT_EQ(farm.as_operator(Method::post, observations, R"({"result":1})").status, 400)
      << "no Location and no feature";
  const char* here =
      R"({"name":"here","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[1,2]}})";
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Things(" + id + ")/Locations", here).status, 201);
  const auto features = count("/v1.1/FeaturesOfInterest");
  EXPECT_EQ(farm.as_operator(Method::post, observations, R"({"result":1})").status, 201);
  farm.clock.advance(seconds(1));
  EXPECT_EQ(farm.as_operator(Method::post, observations, R"({"result":2})").status, 201);
  EXPECT_EQ(count("/v1.1/FeaturesOfInterest"), features + 1);
  EXPECT_EQ(farm.as_operator(Method::post, "/v1.1/Things(" + id + ")/Locations", here).status, 201);
  farm.clock.advance(seconds(1));
  EXPECT_EQ(farm.as_operator(Method::post, observations, R"({"result":3})").status, 201);
  EXPECT_EQ(count("/v1.1/FeaturesOfInterest"), features + 2) << "the Thing has moved";
  const auto own = farm.as_operator(
      Method::post, observations,
      R"({"result":4,"phenomenonTime":"2020-01-01T00:00:00Z/2020-01-01T01:00:00Z","resultTime":"2020-01-01T02:00:00Z",
                                        "FeatureOfInterest":{"name":"f","encodingType":"x","feature":{"type":"Point"}}})");
  ASSERT_EQ(own.status, 201) << own.body;
  const std::string link = own.header("Location");
  const auto read = farm.get_as_operator(link.substr(link.find("/v1.1")) + "?$expand=FeatureOfInterest").json;
  EXPECT_EQ(read.at("FeatureOfInterest").at("name").as_string(), "f");
  EXPECT_EQ(read.at("phenomenonTime").as_string(), "2020-01-01T00:00:00Z/2020-01-01T01:00:00Z");
  EXPECT_EQ(read.at("resultTime").as_string(), "2020-01-01T02:00:00Z");
  const auto feature = std::to_string(read.at("FeatureOfInterest").at("@iot.id").as_int64());
  EXPECT_EQ(results("/v1.1/FeaturesOfInterest(" + feature + ")/Observations"), std::vector<double>{4});
}

TEST_F(SensorThingsRoutes, AllowsADeviceToWriteItsOwnStreamsOnly) {
  EXPECT_EQ(farm.send(Method::post, "/v1.1/Datastreams(1)/Observations", R"({"result":21})").status, 201);
  EXPECT_EQ(
      farm.send(Method::post, "/v1.1/Observations", R"({"result":22,"Datastream":{"@iot.id":1}})").status,
      201);
  EXPECT_EQ(farm.send(Method::post, "/v1.1/Datastreams(2)/Observations", R"({"result":21})").status, 404);
  EXPECT_EQ(farm.send(Method::post, "/v1.1/Things", R"({"name":"x"})").status, 403);
  EXPECT_EQ(farm.send(Method::delete_, "/v1.1/Things(1)").status, 403);
  EXPECT_EQ(farm.ask(Method::post, "/v1.1/Datastreams(1)/Observations", farm.token(Role::worker),
                     R"({"result":21})")
                .status,
            403);
  EXPECT_EQ(farm.ask(Method::post, "/v1.1/Things", farm.token(Role::worker), R"({"name":"x"})").status, 403);
}

TEST_F(SensorThingsRoutes, RefusesBadResultsAndCountsThem) {
  for (auto body : {R"({"result":NaN})", R"({"result":999})", R"({"result":"warm"})", R"({"result":null})",
                    R"({"result":1,"phenomenonTime":"2199-01-01T00:00:00Z"})",
                    R"({"result":1,"phenomenonTime":"soon"})", "{", "{}"}) {
    EXPECT_EQ(farm.send(Method::post, "/v1.1/Datastreams(1)/Observations", body).status, 400) << body;
  }
  EXPECT_EQ(count("/v1.1/Observations"), 0);
  EXPECT_EQ(farm.get_as_operator("/api/devices/1").json.at("counts").at("refused").as_int64(), 8);
}

TEST_F(SensorThingsRoutes, CreatesObservationsFromADataArray) {
  const auto made = farm.send(Method::post, "/v1.1/CreateObservations", R"([
    {"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray@iot.count":4,
     "dataArray":[["2020-12-23T10:20:00Z",20],["2020-12-23T10:21:00Z",999],["soon",1],["2020-12-23T10:22:00Z",22]]},
    {"Datastream":{"@iot.id":2},"components":["result"],"dataArray":[[1]]}])");
  ASSERT_EQ(made.status, 201) << made.body;
  ASSERT_EQ(made.json.as_array().size(), 5u);
  EXPECT_NE(made.json.at(0).as_string().find("/v1.1/Observations("), std::string::npos);
  for (auto i : {1, 2, 4}) EXPECT_EQ(made.json.at(i).as_string(), "error") << i;
  EXPECT_EQ(results("/v1.1/Observations"), (std::vector<double>{20, 22}));
  const auto arrays =
      farm.get_as_operator("/v1.1/Observations?$resultFormat=dataArray&$select=phenomenonTime,result").json;
  const auto& group = arrays.at("value").at(0);
  EXPECT_EQ(group.at("components").at(1).as_string(), "result");
  EXPECT_EQ(group.at("dataArray").at(1).at(1).as_int64(), 22);
}

TEST_F(SensorThingsRoutes, StoresTheFeaturesOfADataArrayBesideRefusedOnes) {
  const auto made = farm.send(Method::post, "/v1.1/CreateObservations", R"([
    {"Datastream":{"@iot.id":1},"components":["phenomenonTime","result","FeatureOfInterest"],
     "dataArray":[["2020-12-23T10:20:00Z",20,{"name":"door","description":"","encodingType":"application/geo+json",
                    "feature":{"type":"Point","coordinates":[110,37]}}],
                  ["2020-12-23T10:21:00Z",21,{"name":5}],
                  ["2020-12-23T10:22:00Z",22,{"name":"window","description":"","encodingType":"application/geo+json",
                    "feature":{"type":"Point","coordinates":[110,38]}}]]}])");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.json.at(1).as_string(), "error");
  for (auto i : {0, 2}) EXPECT_NE(made.json.at(i).as_string(), "error") << i;
  EXPECT_EQ(count("/v1.1/FeaturesOfInterest?$filter=name%20eq%20'door'%20or%20name%20eq%20'window'"), 2);
}

TEST_F(SensorThingsRoutes, ChangesEntities) {
  const auto made =
      std::to_string(farm.as_operator(Method::post, "/v1.1/Things", sample).json.at("@iot.id").as_int64());
  const auto thing = "/v1.1/Things(" + made + ")";
  const auto changed = farm.as_operator(Method::patch, thing, R"({"description":"new"})");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.json.at("description").as_string(), "new");
  EXPECT_EQ(changed.json.at("name").as_string(), "Oven");
  EXPECT_EQ(farm.as_operator(Method::patch, thing, R"({"Locations":[{"name":"x","location":{}}]})").status,
            400);
  EXPECT_EQ(farm.as_operator(Method::patch, thing, R"({"Datastreams":[{"name":"x"}]})").status, 400);
  EXPECT_EQ(farm.as_operator(Method::patch, thing, R"({"Locations":[{"@iot.id":1}]})").status, 200);
  EXPECT_EQ(count(thing + "/HistoricalLocations"), 2);
  EXPECT_EQ(farm.as_operator(Method::patch, thing, R"({"name":5})").status, 400);
  EXPECT_EQ(farm.as_operator(Method::patch, "/v1.1/Things(99)", "{}").status, 404);
  EXPECT_EQ(
      farm.ask(Method::patch, "/v1.1/Sensors(1)", farm.token(Role::farmer), R"({"name":"mine"})").status, 403)
      << "others use it too";
  const auto o = farm.get_as_operator(thing + "/Datastreams?$expand=Observations")
                     .json.at("value")
                     .at(0)
                     .at("Observations")
                     .at(0);
  const auto target = "/v1.1/Observations(" + std::to_string(o.at("@iot.id").as_int64()) + ")";
  EXPECT_EQ(farm.as_operator(Method::patch, target, R"({"result":7,"parameters":{"a":1}})")
                .json.at("result")
                .as_int64(),
            7);
  EXPECT_EQ(farm.get_as_operator(target).json.at("parameters").at("a").as_int64(), 1);
  EXPECT_EQ(farm.as_operator(Method::patch, target, R"({"phenomenonTime":"2011-01-01T00:00:00Z"})").status,
            400);
}

TEST_F(SensorThingsRoutes, RefusesToMoveAStreamOfADeviceAndToChangeHistory) {
  const auto other =
      farm.as_operator(Method::post, "/v1.1/Things", R"({"name":"elsewhere","description":"-"})");
  ASSERT_EQ(other.status, 201);
  const auto to = [](const boost::json::value& id) {
    return boost::json::serialize(boost::json::object{{"Thing", boost::json::object{{"@iot.id", id}}}});
  };
  const auto own = farm.get_as_operator("/v1.1/Datastreams(1)?$expand=Thing").json.at("Thing").at("@iot.id");
  EXPECT_EQ(farm.as_operator(Method::patch, "/v1.1/Datastreams(1)", to(other.json.at("@iot.id"))).status,
            400);
  EXPECT_EQ(farm.as_operator(Method::patch, "/v1.1/Datastreams(1)", to(own)).status, 200) << "where it is";
  EXPECT_EQ(farm.get_as_operator("/v1.1/Datastreams(1)?$expand=Thing").json.at("Thing").at("@iot.id"), own);
  const auto before = farm.get_as_operator("/v1.1/HistoricalLocations(1)").json;
  EXPECT_EQ(
      farm.as_operator(Method::patch, "/v1.1/HistoricalLocations(1)", R"({"time":"2000-01-01T00:00:00Z"})")
          .status,
      403);
  EXPECT_EQ(farm.get_as_operator("/v1.1/HistoricalLocations(1)").json, before);
}

TEST_F(SensorThingsRoutes, DeletesAnEntityWithItsParts) {
  fill(3);
  const auto o = farm.get_as_operator("/v1.1/Observations").json.at("value").at(0).at("@iot.id").as_int64();
  const auto target = "/v1.1/Observations(" + std::to_string(o) + ")";
  EXPECT_EQ(farm.as_operator(Method::delete_, target).status, 200);
  EXPECT_EQ(farm.get_as_operator(target).status, 404);
  EXPECT_EQ(count("/v1.1/Observations"), 2);
  EXPECT_EQ(farm.ask(Method::delete_, "/v1.1/Sensors(1)", farm.token(Role::technician)).status, 403);
  EXPECT_EQ(farm.as_operator(Method::delete_, "/v1.1/Things(1)").status, 200);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Things(1)").status, 404);
  EXPECT_EQ(farm.get_as_operator("/v1.1/Datastreams(1)").status, 404);
  EXPECT_EQ(count("/v1.1/Observations"), 0);
  EXPECT_EQ(farm.connections.disconnected, 2u)
      << "once for the token renewed at the start, once for the device that is gone";
  EXPECT_EQ(farm.as_operator(Method::delete_, "/v1.1/Things(1)").status, 404);
}

TEST_F(SensorThingsRoutes, AllowsOnlyTheOperatorToChangeUnownedEntities) {
  const auto made =
      farm.as_operator(Method::post, "/v1.1/ObservedProperties",
                       R"({"name":"rain","definition":"http://example.org/rain","description":"Rain"})");
  ASSERT_EQ(made.status, 201);
  const auto target = "/v1.1/ObservedProperties(" + std::to_string(made.json.at("@iot.id").as_int64()) + ")";
  for (const auto role : {Role::farmer, Role::technician, Role::village}) {
    EXPECT_EQ(farm.ask(Method::patch, target, farm.token(role), R"({"name":"mine"})").status, 403);
    EXPECT_EQ(farm.ask(Method::delete_, target, farm.token(role)).status, 403);
  }
  EXPECT_EQ(farm.as_operator(Method::patch, target, R"({"name":"rainfall"})").status, 200);
  EXPECT_EQ(farm.as_operator(Method::delete_, target).status, 200);
}

TEST_F(SensorThingsRoutes, RefusesLongQueriesOverTheLimitOfWorkers) {
  async::WorkerPool pool(1, 1);
  async::ConcurrencyLimiter closed(pool, 0, 0);
  Farm busy(&closed);
  for (auto long_query : {"/v1.1/FeaturesOfInterest(1)/Observations", "/v1.1/Observations",
                          "/v1.1/Things?$top=1", "/v1.1/Datastreams(1)/Observations/$ref"})
    EXPECT_EQ(busy.get_as_operator(long_query).status, 503) << long_query;
  EXPECT_EQ(busy.send(Method::post, "/v1.1/CreateObservations", "[]").status, 503);
  for (auto at_once : {"/v1.1", "/v1.1/Things", "/v1.1/Datastreams(1)/Thing"})
    EXPECT_EQ(busy.get_as_operator(at_once).status, 200) << at_once;
  EXPECT_EQ(busy.get_as_operator("/v1.1/Observations(1)").status, 404);
}

TEST_F(SensorThingsRoutes, DeletesAFeatureWithItsObservations) {
  fill(2);
  EXPECT_EQ(farm.as_operator(Method::delete_, "/v1.1/FeaturesOfInterest(1)").status, 200);
  EXPECT_EQ(count("/v1.1/Observations"), 0);
  farm.clock.advance(seconds(1));
  EXPECT_EQ(farm.send(Method::post, "/v1.1/Datastreams(1)/Observations", R"({"result":21})").status, 201);
  EXPECT_EQ(count("/v1.1/Observations"), 1);
}

}  // namespace
}  // namespace cunkou::app
