#pragma once
// The stores of control/ over schema/0003_control.sql.

#include <memory>

#include "control/alarm_store.hpp"
#include "control/channel.hpp"
#include "control/command_store.hpp"
#include "control/delivery_store.hpp"
#include "control/rule_store.hpp"

namespace soci {
class session;
}

namespace cunkou::sql {

std::unique_ptr<control::AlarmStore> make_alarm_store(soci::session&);
std::unique_ptr<control::CommandStore> make_command_store(soci::session&);
// greenhouses() joins the Thing's planting, its place's position and its household's quiet hours with the
// settings.
std::unique_ptr<control::RuleStore> make_rule_store(soci::session&);
std::unique_ptr<control::DeliveryStore> make_delivery_store(soci::session&);
std::unique_ptr<control::ChannelStore> make_channel_store(soci::session&);

}  // namespace cunkou::sql
