// One run of a kernel, as TensorFlow's C API has it.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/tf_tensor.h"

namespace mmc {
class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  operator TF_Status*() { return status_; }
  bool ok() const { return TF_GetCode(status_) == TF_OK; }

 private:
  TF_Status* status_;
};

// A tensor of float32, released at the end of the scope.
class Tensor {
 public:
  explicit Tensor(TF_Tensor* tensor) : tensor_(tensor) {}
  Tensor(Tensor&& other) : tensor_(other.tensor_) { other.tensor_ = nullptr; }
  Tensor(const Tensor&) = delete;
  ~Tensor() { if (tensor_) TF_DeleteTensor(tensor_); }
  float* data() const { return static_cast<float*>(TF_TensorData(tensor_)); }
  // Its numbers, or null where it has none: an optional input is given as a tensor without elements.
  float* data_or_null() const { return count() ? data() : nullptr; }
  int64_t count() const { return TF_TensorElementCount(tensor_); }
  int rank() const { return TF_NumDims(tensor_); }
  int64_t dim(int axis) const { return TF_Dim(tensor_, axis); }
  int64_t columns() const { return dim(rank() - 1); }
  int64_t rows() const { return columns() ? count() / columns() : 0; }
  std::vector<int64_t> shape() const;

 private:
  TF_Tensor* tensor_;
};

struct Attributes {
  float epsilon = 0;
  int64_t heads = 1;
  int64_t n = 1;  // `N` of a list of tensors
};

// After the first failure `ok` is false, and the kernel has to return: TensorFlow then raises the error.
class Run {
 public:
  Run(TF_OpKernelContext* context, void* attributes)
      : attributes(*static_cast<const Attributes*>(attributes)), context_(context) {}
  const Attributes& attributes;
  Tensor input(int index);
  Tensor output(int index, const std::vector<int64_t>& shape);
  // In the memory of an input that nobody else reads. To be asked for before that input itself, which counts as reading.
  Tensor output_in_place(int index, int input, const std::vector<int64_t>& shape);
  std::vector<int64_t> shape_of(int input);
  Tensor temporary(int64_t count);
  bool ok() const { return status_.ok(); }

 private:
  Tensor checked(TF_Tensor* tensor);
  TF_OpKernelContext* context_;
  Status status_;
};

using Compute = void (*)(void* attributes, TF_OpKernelContext* context);
template <void (*body)(Run&)>
void compute(void* attributes, TF_OpKernelContext* context) {
  Run run(context, attributes);
  body(run);
}

// An operation as TensorFlow's registry describes it: inputs and outputs such as `x: float` or `xs: N * float`.
struct Operation {
  const char* name;
  std::initializer_list<const char*> inputs, outputs, attributes;
  Compute compute;
};

void define(const Operation& operation);
void define_layers();
void define_losses();
void define_updates();
}  // namespace mmc
