// Chooses the instruction set when the addon is loaded: home folders are shared by unlike machines, so the compiler
// must not choose it. The processor is asked directly, as zig's libraries lack what `__builtin_cpu_supports` reads.
#include <cpuid.h>
#include <cstdlib>
#include <cstring>
#include "table.h"

namespace mmc {
namespace avx2 { extern const Table kernels; }
namespace avx512 { extern const Table kernels; }

namespace {
enum Level { none, with_avx2, with_avx512 };

Level of_processor() {
  unsigned a, b, c, d;
  constexpr unsigned fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (fma | osxsave | avx)) != (fma | osxsave | avx)) return none;

  // Which registers the operating system saves: 6 is SSE and AVX, 0xe0 adds AVX-512's.
  unsigned saved, high;
  __asm__("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
  constexpr unsigned bmi1 = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;
  if ((saved & 6) != 6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return none;
  if ((b & (bmi1 | avx2 | bmi2)) != (bmi1 | avx2 | bmi2)) return none;

  // F, DQ, CD, BW, VL: what -march=skylake-avx512 may use.
  constexpr unsigned avx512 = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;
  return (saved & 0xe6) == 0xe6 && (b & avx512) == avx512 ? with_avx512 : with_avx2;
}

// `MMC_KERNELS` is for tests and for measuring: `none`, or the best set to use.
Level wanted() {
  const char* text = std::getenv("MMC_KERNELS");
  if (!text || !*text || !std::strcmp(text, "avx512")) return with_avx512;
  return std::strcmp(text, "avx2") ? none : with_avx2;
}

const Level level = of_processor() < wanted() ? of_processor() : wanted();
}  // namespace

const Table* const table = level == with_avx512 ? &avx512::kernels : level == with_avx2 ? &avx2::kernels : nullptr;
const int table_lanes = level == with_avx512 ? 16 : level == with_avx2 ? 8 : 0;
}  // namespace mmc
