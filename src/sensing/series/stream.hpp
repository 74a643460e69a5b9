#pragma once
// What the Store knows of one stream. Who may touch what:
//   pending…            the committer alone
//   everything else     read under the state lock or by its writer; written under the state lock held alone,
//                       frozen and chunks by the sealer while it works and by the committer while it does
//                       not, the rest by the committer

#include <cstdint>
#include <optional>
#include <vector>

#include "sensing/series/chunk_store.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

struct Stream {
  // The part of a commit that is this stream's: as it came, then only what it changes.
  struct Origin {
    std::uint32_t batch;
    std::size_t from;  // its readings begin here in `pending`
  };
  std::vector<Point> pending;
  std::vector<Origin> origins;
  bool pending_ascending = true;
  std::int64_t pending_added = 0;

  StreamId id;
  std::vector<Point> active;     // committed, not yet in chunks
  std::vector<Point> frozen;     // likewise, the sealer is at it; active wins over frozen, frozen over chunks
  std::vector<ChunkRow> chunks;  // by time, not overlapping
  std::vector<ChunkRow> damaged;  // unreadable: they stand for themselves and are merged with nothing
  Summary folded;                 // of everything in roll-ups
  std::int64_t folds = 0;         // grows when chunks become roll-ups

  std::int64_t count = 0;  // of readings, all time
  std::optional<Instant> first;
  std::optional<Point> latest;

  std::optional<Instant> folded_to() const {
    if (folded.count == 0) return {};
    return Instant{folded.last.time.ms + 1};
  }
};

}  // namespace cunkou::series
