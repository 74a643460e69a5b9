#pragma once
// control::DeliveryStore and control::ChannelStore in the tables deliveries and channels.

#include "control/channel.hpp"
#include "control/delivery_store.hpp"
#include "sql/database.hpp"

namespace cunkou::sql {

control::DeliveryStore& delivery_store(Transaction&);
control::ChannelStore& channel_store(Transaction&);

}  // namespace cunkou::sql
