#include <boost/json.hpp>

#include "base/json_values.hpp"
#include "platform/http/make_route.hpp"
#include "sensing/greenhouses/http/greenhouse_routes.hpp"

namespace cunkou::greenhouses {
namespace {

namespace json = boost::json;
using http::Response;

Result<Response> list(const std::vector<agronomy::Crop>& crops) {
  json::array out;
  for (const auto& crop : crops) {
    json::array stages;
    for (const auto& stage : crop.stages)
      stages.push_back(json::object{{"code", stage.code}, {"name", label_json(stage.label)}});
    out.push_back(
        json::object{{"code", crop.code}, {"name", label_json(crop.label)}, {"stages", std::move(stages)}});
  }
  return Response::json(json::object{{"crops", std::move(out)}});
}

}  // namespace

http::Routes crop_routes(const std::vector<agronomy::Crop>& crops) {
  return {http::route(http::Method::get, "/api/crops", access::Permission::signed_in,
                      {"List crops and their stages", "greenhouses", "", "Crops"}, {},
                      [&crops](const http::Request&) { return list(crops); })};
}

}  // namespace cunkou::greenhouses
