// The kernels of one instruction set. Arrays are row-major float32; `rows` × `columns` unless said otherwise. `partials`
// is scratch memory for sums by ranges of rows: parts(rows) × the number of columns that are summed up.
#pragma once
#include <cstdint>
namespace mmc {
using i64 = int64_t;

// Rows summed up by one range: fixed, so that bits do not depend on the number of threads.
constexpr i64 rows_a_part = 64;
inline i64 parts(i64 rows) { return (rows + rows_a_part - 1) / rows_a_part; }

struct Table {
  // y = gelu(x + bias)
  void (*bias_gelu)(const float* x, const float* bias, float* y, i64 rows, i64 columns);
  // dx = dy ∘ gelu'(x + bias); dbias = column sums of dx
  void (*bias_gelu_grad)(const float* dy, const float* x, const float* bias, float* dx, float* dbias, float* partials,
                         i64 rows, i64 columns);

  // sum = x + factor[row / rows_a_factor] · (branch + bias); norm = LayerNorm(sum); stats = (mean, 1/deviation) a row.
  // Without `branch`, `norm` is of x. `bias`, `factor`, and `norm` with `stats` may be null.
  void (*add_norm)(const float* x, const float* branch, const float* bias, const float* factor, i64 rows_a_factor,
                   const float* gamma, const float* beta, float epsilon, float* sum, float* norm, float* stats, i64 rows,
                   i64 columns);
  // dx = dsum + the gradient through LayerNorm; dbranch = dx · factor; dbias = column sums of dbranch.
  // `dsum`, `factor`, `dbranch` and `dbias` may be null. `partials` has three sums.
  void (*add_norm_grad)(const float* dnorm, const float* dsum, const float* x, const float* stats, const float* gamma,
                        const float* factor, i64 rows_a_factor, float* dx, float* dbranch, float* dgamma, float* dbeta,
                        float* dbias, float* partials, i64 rows, i64 columns);
  // scaled = x · factor; sums = column sums of scaled. `factor` and `scaled` may be null.
  void (*column_sums)(const float* x, const float* factor, i64 rows_a_factor, float* scaled, float* sums,
                      float* partials, i64 rows, i64 columns);

  // y = softmax((x − centre) / temperature); mean = column means of x
  void (*sharpen)(const float* x, const float* centre, float temperature, float* y, float* mean, float* partials,
                  i64 rows, i64 columns);
  // loss = −Σ target · log softmax(x) a row; residual = softmax(x) − target
  void (*cross_entropy)(const float* x, const float* target, float* loss, float* residual, i64 rows, i64 columns);

  // qkv [batch, tokens, 3 · heads · width], bias of its last axis or null → y [batch, tokens, heads · width], and the
  // logarithm of each row's sum of exponentials [batch, heads, tokens]. `width` is a multiple of 16.
  void (*attention)(const float* qkv, const float* bias, float* y, float* log_sums, i64 batch, i64 tokens, i64 heads,
                    i64 width);
  // `dbias` may be null; `partials` has batch × 3 · heads · width numbers.
  void (*attention_grad)(const float* dy, const float* qkv, const float* bias, const float* log_sums, float* dqkv,
                         float* dbias, float* partials, i64 batch, i64 tokens, i64 heads, i64 width);

  // One AdamW update of `count` numbers; may work in place. See `AdamRates` below.
  void (*adam)(const float* weight, const float* first, const float* second, const float* gradient, float* new_weight,
               float* new_first, float* new_second, const float* rates, i64 count);
  // moved = from + rate · (to − from); may work in place
  void (*move_towards)(const float* from, const float* to, float* moved, float rate, i64 count);
  double (*sum_of_squares)(const float* x, i64 count);
};

// What one row of Adam's rates holds.
enum AdamRate { clip, keep, first_share, second_share, step_size, second_scale, epsilon, adam_rates };

// The best set that this processor has, or null where it has neither AVX2 nor AVX-512.
extern const Table* const table;
extern const int table_lanes;  // floats in one of its vectors: 16, 8, or 0
}  // namespace mmc
