#pragma once
// Copies all that a ChunkStore holds into an empty one.

#include <cstdint>

#include "sensing/series/chunk_store.hpp"

namespace cunkou::series {

struct CopiedSeries {
  std::int64_t chunks = 0, write_ahead = 0, roll_ups = 0, texts = 0, messages = 0;
  std::int64_t lost_chunks = 0;  // damaged, without bytes: left out
  friend bool operator==(const CopiedSeries&, const CopiedSeries&) = default;
};

// `from` must not change meanwhile, or be a snapshot. Damaged rows of other kinds than those chunks are
// copied as they are. Throws StoreBroken, also if `to` holds something.
CopiedSeries copy_series(ChunkStore& from, ChunkStore& to);

}  // namespace cunkou::series
