// Compiled into the addon. glibc gives every block of more than some MB back to the kernel as soon as it is free, and
// the kernel hands out zeroed pages anew, one fault a page. Training takes and frees thousands of such tensors a step:
// a quarter of its time went there. With this, freed memory stays with the process for the next tensor.
#include <cstdlib>  // Defines __GLIBC__ where that is the library.

#ifdef __GLIBC__
#include <malloc.h>

__attribute__((constructor)) static void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);         // no block of its own mapping
  mallopt(M_TRIM_THRESHOLD, -1);  // nothing back to the kernel
}
#endif
