// The operations of the losses over prototypes.
#include "operation.h"
#include "table.h"

namespace mmc {
namespace {
// logits [M, K], centre [1, K], temperature [] → probabilities [M, K], mean logits [1, K]
void sharpen(Run& run) {
  const Tensor centre = run.input(1), temperature = run.input(2);
  const std::vector<int64_t> shape = run.shape_of(0);
  if (!run.ok()) return;
  int64_t rows = 1;
  for (size_t axis = 0; axis + 1 < shape.size(); axis++) rows *= shape[axis];
  const Tensor y = run.output_in_place(0, 0, shape), x = run.input(0), mean = run.output(1, {1, shape.back()});
  const Tensor partials = run.temporary(parts(rows) * shape.back());
  if (!run.ok()) return;
  table->sharpen(x.data(), centre.data(), temperature.data()[0], y.data(), mean.data(), partials.data(), rows, x.columns());
}

// logits [T, K], target [T, K] → losses [T], softmax − target [T, K]
void cross_entropy(Run& run) {
  const Tensor target = run.input(1);
  if (!run.ok()) return;
  const Tensor residual = run.output_in_place(1, 0, target.shape()), x = run.input(0), loss = run.output(0, {target.rows()});
  if (!run.ok()) return;
  table->cross_entropy(x.data(), target.data(), loss.data(), residual.data(), target.rows(), target.columns());
}
}  // namespace

void define_losses() {
  define({"MmcSharpen", {"x: float", "centre: float", "temperature: float"}, {"y: float", "mean: float"}, {}, compute<sharpen>});
  define({"MmcCrossEntropy", {"x: float", "target: float"}, {"loss: float", "residual: float"}, {}, compute<cross_entropy>});
}
}  // namespace mmc
