// All kernels for one instruction set, which the compiler's flags choose. Compiled once for each, into a namespace of
// its own. Nothing here uses a template or inline function of the standard library: the linker would keep one copy
// for all sets, with whichever instructions.
#include <cstdlib>
#include "pool.h"
#include "table.h"

#if defined(__AVX512F__)
#define SET avx512
#define LANES 16
#elif defined(__AVX2__)
#define SET avx2
#define LANES 8
#else
#error "compile with -mavx2 or -mavx512f"
#endif

namespace mmc {
namespace SET {
#include "vectors.inc"
#include "gelu.inc"
#include "norm.inc"
#include "softmax.inc"
#include "attention.inc"
#include "updates.inc"

extern const Table kernels;
const Table kernels = {bias_gelu, bias_gelu_grad, add_norm, add_norm_grad,  column_sums, sharpen,
                       cross_entropy, attention, attention_grad, adam, move_towards, sum_of_squares};
}  // namespace SET
}  // namespace mmc
