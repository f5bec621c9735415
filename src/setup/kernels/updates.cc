// The operations that move weights and measure gradients: all tensors of a list at once, as one range of numbers.
#include "operation.h"
#include "pool.h"
#include "table.h"

namespace mmc {
namespace {
using Tensors = std::vector<Tensor>;

// `count` numbers of one tensor of a list.
struct Piece {
  size_t tensor;
  int64_t start, count;
};

// Of at most this many numbers: fixed, so that bits do not depend on the number of threads.
constexpr int64_t piece_size = 16384;

std::vector<Piece> pieces_of(const Tensors& tensors) {
  std::vector<Piece> pieces;
  for (size_t t = 0; t < tensors.size(); t++)
    for (int64_t start = 0, count = tensors[t].count(); start < count; start += piece_size)
      pieces.push_back({t, start, start + piece_size < count ? piece_size : count - start});
  return pieces;
}

// body(piece, its index) for all, in parallel.
template <class Body>
void each_piece(const std::vector<Piece>& pieces, Body body) {
  struct Context {
    const std::vector<Piece>& pieces;
    Body& body;
  } context{pieces, body};
  const auto some = [](void* given, int64_t begin, int64_t end) {
    auto& [pieces, body] = *static_cast<Context*>(given);
    for (int64_t i = begin; i < end; i++) body(pieces[i], i);
  };
  parallel(pieces.size(), 4, some, &context);
}

// Inputs first … first + n.
Tensors inputs(Run& run, int64_t first, int64_t n) {
  Tensors tensors;
  for (int64_t i = first; i < first + n && run.ok(); i++) tensors.push_back(run.input(i));
  return tensors;
}

// Outputs first … first + n, in the memory of the inputs of the same places.
Tensors outputs_in_place(Run& run, int64_t first, int64_t n) {
  Tensors tensors;
  for (int64_t i = first; i < first + n && run.ok(); i++) {
    const auto shape = run.shape_of(i);
    if (run.ok()) tensors.push_back(run.output_in_place(i, i, shape));
  }
  return tensors;
}

// N weights, N firsts, N seconds, N gradients, rates [N, adam_rates] → N weights, N firsts, N seconds
void adam(Run& run) {
  const int64_t n = run.attributes.n;
  const Tensor rates = run.input(4 * n);
  const Tensors new_weights = outputs_in_place(run, 0, n), new_firsts = outputs_in_place(run, n, n),
                new_seconds = outputs_in_place(run, 2 * n, n);
  const Tensors weights = inputs(run, 0, n), firsts = inputs(run, n, n), seconds = inputs(run, 2 * n, n),
                gradients = inputs(run, 3 * n, n);
  if (!run.ok()) return;
  each_piece(pieces_of(weights), [&](const Piece& piece, int64_t) {
    const auto [t, start, count] = piece;
    table->adam(weights[t].data() + start, firsts[t].data() + start, seconds[t].data() + start, gradients[t].data() + start,
                new_weights[t].data() + start, new_firsts[t].data() + start, new_seconds[t].data() + start,
                rates.data() + t * adam_rates, count);
  });
}

// N froms, N tos, rate [] → N moved
void move_towards(Run& run) {
  const int64_t n = run.attributes.n;
  const Tensor rate = run.input(2 * n);
  const Tensors moved = outputs_in_place(run, 0, n), froms = inputs(run, 0, n), tos = inputs(run, n, n);
  if (!run.ok()) return;
  each_piece(pieces_of(froms), [&](const Piece& piece, int64_t) {
    const auto [t, start, count] = piece;
    table->move_towards(froms[t].data() + start, tos[t].data() + start, moved[t].data() + start, rate.data()[0], count);
  });
}

// N tensors → [N]
void sums_of_squares(Run& run) {
  const int64_t n = run.attributes.n;
  const Tensors tensors = inputs(run, 0, n);
  if (!run.ok()) return;
  const Tensor sums = run.output(0, {n});
  if (!run.ok()) return;
  const auto pieces = pieces_of(tensors);
  std::vector<double> partial(pieces.size()), total(n);
  each_piece(pieces, [&](const Piece& piece, int64_t index) {
    partial[index] = table->sum_of_squares(tensors[piece.tensor].data() + piece.start, piece.count);
  });
  for (size_t i = 0; i < pieces.size(); i++) total[pieces[i].tensor] += partial[i];
  for (int64_t i = 0; i < n; i++) sums.data()[i] = static_cast<float>(total[i]);
}
}  // namespace

void define_updates() {
  define({"MmcAdamAll", {"weights: N * float", "firsts: N * float", "seconds: N * float", "gradients: N * float", "rates: float"}, {"new_weights: N * float", "new_firsts: N * float", "new_seconds: N * float"}, {"N: int >= 1"}, compute<adam>});
  define({"MmcMoveAll", {"froms: N * float", "tos: N * float", "rate: float"}, {"moved: N * float"}, {"N: int >= 1"}, compute<move_towards>});
  define({"MmcSumsOfSquares", {"xs: N * float"}, {"sums: float"}, {"N: int >= 1"}, compute<sums_of_squares>});
}
}  // namespace mmc
