// The operations of a transformer's layers. What is optional is given as a tensor without elements.
#include "operation.h"
#include "table.h"

namespace mmc {
namespace {
// Rows of the stream for each number of a drop-path factor.
int64_t rows_a_factor(const Tensor& factor, int64_t rows) { return factor.count() ? rows / factor.count() : 1; }

// x, bias → y
void bias_gelu(Run& run) {
  const Tensor x = run.input(0), bias = run.input(1);
  if (!run.ok()) return;
  const Tensor y = run.output(0, x.shape());
  if (!run.ok()) return;
  table->bias_gelu(x.data(), bias.data(), y.data(), x.rows(), x.columns());
}

// dy, x, bias → dx, dbias
void bias_gelu_grad(Run& run) {
  const Tensor x = run.input(1), bias = run.input(2);
  if (!run.ok()) return;
  const Tensor dx = run.output_in_place(0, 0, x.shape()), dy = run.input(0), dbias = run.output(1, bias.shape());
  const Tensor partials = run.temporary(parts(x.rows()) * x.columns());
  if (!run.ok()) return;
  table->bias_gelu_grad(dy.data(), x.data(), bias.data(), dx.data(), dbias.data(), partials.data(), x.rows(), x.columns());
}

// x → sums over all axes but the last
void column_sums(Run& run) {
  const Tensor x = run.input(0);
  if (!run.ok()) return;
  const Tensor sums = run.output(0, {x.columns()}), partials = run.temporary(parts(x.rows()) * x.columns());
  if (!run.ok()) return;
  table->column_sums(x.data(), nullptr, 1, nullptr, sums.data(), partials.data(), x.rows(), x.columns());
}

// x, gamma, beta → norm, stats
void layer_norm(Run& run) {
  const Tensor x = run.input(0), gamma = run.input(1), beta = run.input(2);
  if (!run.ok()) return;
  const Tensor norm = run.output(0, x.shape()), stats = run.output(1, {x.rows(), 2});
  if (!run.ok()) return;
  table->add_norm(x.data(), nullptr, nullptr, nullptr, 1, gamma.data(), beta.data(), run.attributes.epsilon, nullptr,
                  norm.data(), stats.data(), x.rows(), x.columns());
}

// dnorm, x, stats, gamma → dx, dgamma, dbeta
void layer_norm_grad(Run& run) {
  const Tensor x = run.input(1), stats = run.input(2), gamma = run.input(3);
  if (!run.ok()) return;
  const Tensor dx = run.output_in_place(0, 0, x.shape()), dnorm = run.input(0);
  const Tensor dgamma = run.output(1, gamma.shape()), dbeta = run.output(2, gamma.shape());
  const Tensor partials = run.temporary(parts(x.rows()) * 3 * x.columns());
  if (!run.ok()) return;
  table->add_norm_grad(dnorm.data(), nullptr, x.data(), stats.data(), gamma.data(), nullptr, 1, dx.data(), nullptr,
                       dgamma.data(), dbeta.data(), nullptr, partials.data(), x.rows(), x.columns());
}

// x, branch, bias, factor → x + factor · (branch + bias)
void add_branch(Run& run) {
  const Tensor x = run.input(0), bias = run.input(2), factor = run.input(3);
  if (!run.ok()) return;
  const Tensor sum = run.output_in_place(0, 1, x.shape()), branch = run.input(1);
  if (!run.ok()) return;
  table->add_norm(x.data(), branch.data(), bias.data_or_null(), factor.data_or_null(), rows_a_factor(factor, x.rows()),
                  nullptr, nullptr, 0, sum.data(), nullptr, nullptr, x.rows(), x.columns());
}

// dsum, factor → dbranch, dbias
void add_branch_grad(Run& run) {
  const Tensor dsum = run.input(0), factor = run.input(1);
  if (!run.ok()) return;
  const Tensor dbranch = run.output(0, dsum.shape()), dbias = run.output(1, {dsum.columns()});
  const Tensor partials = run.temporary(parts(dsum.rows()) * dsum.columns());
  if (!run.ok()) return;
  table->column_sums(dsum.data(), factor.data_or_null(), rows_a_factor(factor, dsum.rows()), dbranch.data(),
                     dbias.data(), partials.data(), dsum.rows(), dsum.columns());
}

// x, branch, bias, factor, gamma, beta → sum, norm, stats
void add_norm(Run& run) {
  const Tensor x = run.input(0), bias = run.input(2), factor = run.input(3), gamma = run.input(4), beta = run.input(5);
  if (!run.ok()) return;
  const Tensor sum = run.output_in_place(0, 1, x.shape()), branch = run.input(1);
  const Tensor norm = run.output(1, x.shape()), stats = run.output(2, {x.rows(), 2});
  if (!run.ok()) return;
  table->add_norm(x.data(), branch.data(), bias.data_or_null(), factor.data_or_null(), rows_a_factor(factor, x.rows()),
                  gamma.data(), beta.data(), run.attributes.epsilon, sum.data(), norm.data(), stats.data(), x.rows(),
                  x.columns());
}

// dsum, dnorm, sum, stats, gamma, factor → dx, dbranch (without elements where it is dx), dgamma, dbeta, dbias
void add_norm_grad(Run& run) {
  const Tensor sum = run.input(2), stats = run.input(3), gamma = run.input(4), factor = run.input(5);
  if (!run.ok()) return;
  const Tensor dx = run.output_in_place(0, 0, sum.shape()), dsum = run.input(0), dnorm = run.input(1);
  const Tensor dbranch = run.output(1, factor.count() ? sum.shape() : std::vector<int64_t>{0});
  const Tensor dgamma = run.output(2, gamma.shape()), dbeta = run.output(3, gamma.shape()), dbias = run.output(4, gamma.shape());
  const Tensor partials = run.temporary(parts(sum.rows()) * 3 * sum.columns());
  if (!run.ok()) return;
  table->add_norm_grad(dnorm.data(), dsum.data(), sum.data(), stats.data(), gamma.data(), factor.data_or_null(),
                       rows_a_factor(factor, sum.rows()), dx.data(), dbranch.data_or_null(), dgamma.data(), dbeta.data(),
                       dbias.data(), partials.data(), sum.rows(), sum.columns());
}

// qkv [B, N, 3D], bias → y [B, N, D], log_sums [B, heads, N]
void attention(Run& run) {
  const Tensor qkv = run.input(0), bias = run.input(1);
  if (!run.ok()) return;
  const int64_t heads = run.attributes.heads, batch = qkv.dim(0), tokens = qkv.dim(1), row = qkv.dim(2) / 3;
  const Tensor y = run.output(0, {batch, tokens, row}), log_sums = run.output(1, {batch, heads, tokens});
  if (!run.ok()) return;
  table->attention(qkv.data(), bias.data_or_null(), y.data(), log_sums.data(), batch, tokens, heads, row / heads);
}

// dy, qkv, bias, log_sums → dqkv, dbias
void attention_grad(Run& run) {
  const Tensor dy = run.input(0), qkv = run.input(1), bias = run.input(2), log_sums = run.input(3);
  if (!run.ok()) return;
  const int64_t heads = run.attributes.heads, batch = qkv.dim(0), tokens = qkv.dim(1), row = qkv.dim(2) / 3;
  const Tensor dqkv = run.output(0, qkv.shape()), dbias = run.output(1, bias.shape());
  const Tensor partials = run.temporary(batch * 3 * row);
  if (!run.ok()) return;
  table->attention_grad(dy.data(), qkv.data(), bias.data_or_null(), log_sums.data(), dqkv.data(), dbias.data_or_null(),
                        partials.data(), batch, tokens, heads, row / heads);
}
}  // namespace

void define_layers() {
  define({"MmcBiasGelu", {"x: float", "bias: float"}, {"y: float"}, {}, compute<bias_gelu>});
  define({"MmcBiasGeluGrad", {"dy: float", "x: float", "bias: float"}, {"dx: float", "dbias: float"}, {}, compute<bias_gelu_grad>});
  define({"MmcColumnSums", {"x: float"}, {"sums: float"}, {}, compute<column_sums>});
  define({"MmcLayerNorm", {"x: float", "gamma: float", "beta: float"}, {"norm: float", "stats: float"}, {"epsilon: float"}, compute<layer_norm>});
  define({"MmcLayerNormGrad", {"dnorm: float", "x: float", "stats: float", "gamma: float"}, {"dx: float", "dgamma: float", "dbeta: float"}, {}, compute<layer_norm_grad>});
  define({"MmcAddBranch", {"x: float", "branch: float", "bias: float", "factor: float"}, {"sum: float"}, {}, compute<add_branch>});
  define({"MmcAddBranchGrad", {"dsum: float", "factor: float"}, {"dbranch: float", "dbias: float"}, {}, compute<add_branch_grad>});
  define({"MmcAddNorm", {"x: float", "branch: float", "bias: float", "factor: float", "gamma: float", "beta: float"}, {"sum: float", "norm: float", "stats: float"}, {"epsilon: float"}, compute<add_norm>});
  define({"MmcAddNormGrad", {"dsum: float", "dnorm: float", "sum: float", "stats: float", "gamma: float", "factor: float"}, {"dx: float", "dbranch: float", "dgamma: float", "dbeta: float", "dbias: float"}, {}, compute<add_norm_grad>});
  define({"MmcAttention", {"qkv: float", "bias: float"}, {"y: float", "log_sums: float"}, {"heads: int"}, compute<attention>});
  define({"MmcAttentionGrad", {"dy: float", "qkv: float", "bias: float", "log_sums: float"}, {"dqkv: float", "dbias: float"}, {"heads: int"}, compute<attention_grad>});
}
}  // namespace mmc
