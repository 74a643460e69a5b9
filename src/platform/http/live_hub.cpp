#include "platform/http/live_hub.hpp"

#include <algorithm>
#include <utility>

#include "access/permission.hpp"

namespace cunkou::http {

namespace {
constexpr int streams_per_turn = 32;
const std::string everywhere = "/";  // path of the operator of the whole program

// Matches language_of(): every language but English gets Chinese.
bool reads(const access::Identity& who, std::string_view language) {
  return language.empty() || (language == "en") == (who.language == "en");
}

}  // namespace

std::string event_lines(std::string_view name, std::string_view json) {
  std::string lines = "event: ";
  lines.append(name);
  for (std::size_t start = 0, end = 0; end != json.npos; start = end + 1) {
    end = json.find('\n', start);
    lines.append("\ndata: ").append(json.substr(start, end == json.npos ? end : end - start));
  }
  return lines.append("\n\n");
}

void LiveHub::change_and_wake(const std::function<void()>& change) {
  if (count_ == 0) return;
  bool first = false;
  {
    MutexLock lock(mutex_);
    first = inbox_.empty() && recheck_.empty();
    change();
  }
  if (first) wake_();
}

void LiveHub::publish(PublishedPtr published) {
  change_and_wake([&]() CUNKOU_REQUIRES(mutex_) { inbox_.push_back(std::move(published)); });
}

void LiveHub::recheck(PersonId person) {
  change_and_wake([&]() CUNKOU_REQUIRES(mutex_) { recheck_.push_back(person); });
}

// The index keys of a stream: its subject, its place's path, or without a filter each of its person's
// grants.
template <class F>
void LiveHub::each_place(LiveStream& stream, F with) {
  if (stream.filter.subject) return with(by_subject_, stream.filter.subject);
  if (!stream.filter.place_path.empty()) return with(by_path_, stream.filter.place_path);
  for (const auto& grant : stream.who.grants) {
    if (grant.household)
      with(by_household_, grant.household.value);
    else
      with(by_path_, grant.place_path.empty() ? everywhere : grant.place_path);
  }
}

void LiveHub::add(LiveStream& stream) {
  each_place(stream, [&](auto& index, const auto& key) { index[key].push_back(&stream); });
  stream.last_ = number_;
  all_.push_back(&stream);
  ++count_;
}

void LiveHub::remove(LiveStream& stream) {
  each_place(stream, [&](auto& index, const auto& key) {
    const auto found = index.find(key);
    if (found == index.end()) return;
    std::erase(found->second, &stream);
    if (found->second.empty()) index.erase(found);
  });
  std::erase(dirty_, &stream);
  std::erase(all_, &stream);
  --count_;
}

bool LiveHub::deliver() {
  std::vector<PublishedPtr> inbox;
  std::vector<PersonId> recheck;
  {
    MutexLock lock(mutex_);
    inbox.swap(inbox_);
    recheck.swap(recheck_);
  }
  for (const auto person : recheck)
    for (auto* stream : all_)
      if (!person || stream->who.person == person) stream->recheck();
  for (const auto& published : inbox) offer(*published);
  return serve();
}

bool LiveHub::serve() {
  for (int n = 0; n < streams_per_turn && !dirty_.empty(); ++n) {
    auto* stream = dirty_.front();
    dirty_.pop_front();
    stream->dirty_ = false;
    stream->flush();
  }
  return !dirty_.empty();
}

void LiveHub::offer(const Published& published) {
  ++number_;
  const auto offer_at = [&](auto& index, const auto& key) {
    if (const auto found = index.find(key); found != index.end()) offer(published, found->second);
  };
  if (published.subject) offer_at(by_subject_, published.subject);
  if (published.scope.household) offer_at(by_household_, published.scope.household.value);
  offer_at(by_path_, everywhere);
  const std::string_view path = published.scope.place_path;
  for (auto slash = path.find('/', 1); slash != path.npos; slash = path.find('/', slash + 1))
    offer_at(by_path_, path.substr(0, slash + 1));
}

void LiveHub::offer(const Published& published, Streams& streams) {
  for (auto* stream : streams) {
    if (stream->last_ == number_) continue;
    stream->last_ = number_;
    if (!reads(stream->who, published.language)) continue;
    if (!access::may(stream->who, access::Permission::see, published.scope)) continue;
    stream->take(published.lines);
    if (std::exchange(stream->dirty_, true)) continue;
    dirty_.push_back(stream);
  }
}

void LiveUpdates::Impl::attach(LiveHub* hub) {
  MutexLock lock(mutex);
  hubs.push_back(hub);
}

void LiveUpdates::Impl::detach(LiveHub* hub) {
  MutexLock lock(mutex);
  std::erase(hubs, hub);
}

LiveUpdates::LiveUpdates() : impl_(std::make_unique<Impl>()) {}
LiveUpdates::~LiveUpdates() = default;

void LiveUpdates::publish(const LiveUpdate& update) {
  MutexLock lock(impl_->mutex);
  PublishedPtr published;
  for (auto* hub : impl_->hubs) {
    if (hub->streams() == 0) continue;
    if (!published)
      published = std::make_shared<Published>(
          Published{event_lines(update.name, update.json), update.scope, update.subject, update.language});
    hub->publish(published);
  }
}

void LiveUpdates::recheck(PersonId person) {
  MutexLock lock(impl_->mutex);
  for (auto* hub : impl_->hubs) hub->recheck(person);
}

std::size_t LiveUpdates::streams() const {
  MutexLock lock(impl_->mutex);
  std::size_t count = 0;
  for (const auto* hub : impl_->hubs) count += hub->streams();
  return count;
}

}  // namespace cunkou::http
