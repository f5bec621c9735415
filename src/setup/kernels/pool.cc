#include "pool.h"
#include <sched.h>
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace mmc {
namespace {
struct Job {
  Body body;
  void* context;
  int64_t count, grain;
  std::atomic<int64_t> next{0};
  int workers = 0;  // inside `work`, under the pool's mutex

  void work() {
    for (int64_t begin; (begin = next.fetch_add(grain, std::memory_order_relaxed)) < count;)
      body(context, begin, std::min(begin + grain, count));
  }
};

class Pool {
 public:
  Pool() : threads_(wanted_threads()) {
    for (int i = 1; i < threads_; i++) std::thread([this] { serve(); }).detach();
  }

  int threads() const { return threads_; }

  void run(Job& job) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      jobs_.push_back(&job);
    }
    wake_.notify_all();
    job.work();
    std::unique_lock<std::mutex> lock(mutex_);
    jobs_.erase(std::find(jobs_.begin(), jobs_.end(), &job));
    done_.wait(lock, [&] { return job.workers == 0; });
  }

 private:
  // As many as TensorFlow's own, which read the same variable.
  static int wanted_threads() {
    if (const char* text = std::getenv("TF_NUM_INTRAOP_THREADS"))
      if (const int n = std::atoi(text); n > 0) return n;
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    return std::max(1u, std::thread::hardware_concurrency());
  }

  Job* unfinished() const {
    for (Job* job : jobs_)
      if (job->next.load(std::memory_order_relaxed) < job->count) return job;
    return nullptr;
  }

  void serve() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      Job* job;
      wake_.wait(lock, [&] { return (job = unfinished()) != nullptr; });
      job->workers++;
      lock.unlock();
      job->work();
      lock.lock();
      if (--job->workers == 0) done_.notify_all();
    }
  }

  const int threads_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::vector<Job*> jobs_;
};

// Made at the first use, when TF_NUM_INTRAOP_THREADS has its final value. Never destroyed: its threads outlive `main`.
Pool& pool() {
  static Pool* const one = new Pool;
  return *one;
}
}  // namespace

void parallel(int64_t count, int64_t grain, Body body, void* context) {
  if (count > grain && pool().threads() > 1) {
    Job job{body, context, count, grain};
    pool().run(job);
    return;
  }
  for (int64_t begin = 0; begin < count; begin += grain) body(context, begin, std::min(begin + grain, count));
}
}  // namespace mmc
