#pragma once

#include "http_client/record.hpp"

#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <cstddef>
#include <vector>

namespace spotter::http_client {

/// Writes responses into files, on the workers. One per shard; several may share a folder.
class Recorder {
 public:
  Recorder(ShardExecutor executor, shard::WorkerPool& workers, Recording settings);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Whether one more response is to be collected. Tells of the limit when it is reached.
  [[nodiscard]] bool wants_one();
  [[nodiscard]] std::size_t file_bytes_max() const noexcept { return settings_.file_bytes_max; }

  void write(ResponseRecord record, std::vector<Secret> secrets);

  /// Waits for the files that are being written; later ones are dropped.
  Task<void> stop();

 private:
  Task<void> save(ResponseRecord record, std::vector<Secret> secrets);
  void tell(Recording::Trouble trouble) const;

  ShardExecutor executor_;
  shard::WorkerPool& workers_;
  Recording settings_;
  std::size_t taken_ = 0;  ///< of files_max
  bool limit_told_ = false;
  bool stopping_ = false;
  shard::TaskGroup writes_;
};

}  // namespace spotter::http_client
