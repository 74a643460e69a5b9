#pragma once
// State of one stream in the Store. Access rules:
//   pending … given     committer only
//   everything else     read under the state lock, or by its writer; written under the exclusive state lock:
//                       frozen and chunks by the sealer while it works and by the committer while it is idle,
//                       the rest by the committer

#include <cstdint>
#include <optional>
#include <vector>

#include "sensing/series/chunk_store.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

struct Stream {
  // Part of the current commit: first as received, then reduced to what changes.
  struct Origin {
    std::uint32_t batch;
    std::size_t from;  // its readings start here in `pending`
  };
  std::vector<Point> pending;
  std::vector<Origin> origins;
  bool pending_ascending = true;
  std::int64_t pending_added = 0;
  Instant given;  // the last time given to a reading without one

  StreamId id;
  std::vector<Point> active;      // committed, not yet frozen
  std::vector<Point> frozen;      // committed, being sealed; active wins over frozen, frozen over chunks
  std::vector<ChunkRow> chunks;   // ascending by time, not overlapping
  std::vector<ChunkRow> damaged;  // unreadable: never merged
  Summary folded;                 // sum of everything in roll-ups
  std::int64_t folds = 0;         // incremented when chunks become roll-ups

  std::int64_t count = 0;  // readings, all time
  std::optional<Instant> first;
  std::optional<Point> latest;

  std::optional<Instant> folded_to() const {
    if (folded.count == 0) return {};
    return Instant{folded.last.time.ms + 1};
  }
};

}  // namespace cunkou::series
