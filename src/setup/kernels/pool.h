// A pool of threads of our own: TensorFlow's cannot be reached through its C API.
#pragma once
#include <cstdint>
namespace mmc {
using Body = void (*)(void* context, int64_t begin, int64_t end);
// Calls `body` for [0, count) in ranges of `grain`, on the caller and on idle workers. Returns when all ranges are done.
// Ranges begin at multiples of `grain`, whatever the number of threads: what sums up by ranges gives the same bits.
void parallel(int64_t count, int64_t grain, Body body, void* context);
}  // namespace mmc
