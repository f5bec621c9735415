#include "operation.h"
#include <cstdio>
#include "table.h"
#include "tensorflow/c/ops.h"

namespace mmc {
std::vector<int64_t> Tensor::shape() const {
  std::vector<int64_t> dims;
  for (int axis = 0; axis < rank(); axis++) dims.push_back(dim(axis));
  return dims;
}

Tensor Run::checked(TF_Tensor* tensor) {
  if (!status_.ok()) TF_OpKernelContext_Failure(context_, status_);
  return Tensor(tensor);
}

Tensor Run::input(int index) {
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status_);
  return checked(tensor);
}

Tensor Run::output(int index, const std::vector<int64_t>& shape) {
  size_t bytes = sizeof(float);
  for (const int64_t side : shape) bytes *= side;
  return checked(TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), shape.size(), bytes, status_));
}

Tensor Run::output_in_place(int index, int input, const std::vector<int64_t>& shape) {
  int forwarded = -1;
  return checked(TF_ForwardInputOrAllocateOutput(context_, &input, 1, index, shape.data(), shape.size(), &forwarded, status_));
}

std::vector<int64_t> Run::shape_of(int index) {
  const Tensor seen = input(index);
  return ok() ? seen.shape() : std::vector<int64_t>{};
}

Tensor Run::temporary(int64_t count) {
  TF_AllocatorAttributes attributes{TF_ALLOCATOR_ATTRIBUTES_STRUCT_SIZE, 1};
  return checked(TF_AllocateTemp(context_, TF_FLOAT, &count, 1, &attributes, status_));
}

namespace {
void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  const auto has = [&](const char* name) { return TF_OpKernelConstruction_HasAttr(construction, name, status); };
  if (has("epsilon")) TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &attributes->epsilon, status);
  if (has("heads")) TF_OpKernelConstruction_GetAttrInt64(construction, "heads", &attributes->heads, status);
  if (has("N")) TF_OpKernelConstruction_GetAttrInt64(construction, "N", &attributes->n, status);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

// The program runs an operation once to see the shapes of its results, so TensorFlow needs to know none.
void unknown_shapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

// MmcKernels → [1]: floats in a vector of the set in use, 8 or 16.
void describe(Run& run) {
  Tensor answer = run.output(0, {1});
  if (run.ok()) answer.data()[0] = table_lanes;
}

// When the addon is loaded; TensorFlow's libraries, which it links, are initialised before it.
__attribute__((constructor)) void define_all() {
  if (!table) return;
  define({"MmcKernels", {}, {"lanes: float"}, {}, compute<describe>});
  define_layers();
  define_losses();
  define_updates();
}
}  // namespace

void define(const Operation& operation) {
  Status status;
  TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, unknown_shapes);
  TF_RegisterOpDefinition(builder, status);
  if (status.ok()) {
    TF_KernelBuilder* kernel = TF_NewKernelBuilder(operation.name, "CPU", create, operation.compute, destroy);
    TF_RegisterKernelBuilder(operation.name, kernel, status);
  }
  if (!status.ok()) std::fprintf(stderr, "masked-momentum: operation %s: %s\n", operation.name, TF_Message(status));
}
}  // namespace mmc
