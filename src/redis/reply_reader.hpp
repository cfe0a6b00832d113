#pragma once

#include <spotter/redis/reply.hpp>

#include <cstddef>
#include <hiredis/async.h>

namespace spotter::redis {

/// Makes hiredis' parser build our values, within limits, instead of its own. What is over a limit,
/// or was not asked for, is an error of the connection: hiredis itself would take any size, and
/// asserts that an answer was asked for.
class ReplyReader {
 public:
  static constexpr std::size_t kValuesMax = 16 * 1024;

  explicit ReplyReader(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  /// From now on the context's answers are for from_hiredis(). This outlives the context.
  void attach(redisAsyncContext& context);
  /// Whether more lies unparsed than one answer may have.
  [[nodiscard]] static bool is_overfull(const redisAsyncContext& context, std::size_t bytes_max);
  /// Moves the value out of what a callback got.
  static Reply from_hiredis(void* reply);

  /// Answers that are still to come; the parser may not make one more.
  std::size_t expected = 0;

 private:
  struct Root;
  static void* create_string(const redisReadTask* task, char* text, std::size_t size);
  static void* create_array(const redisReadTask* task, int elements);
  static void* create_integer(const redisReadTask* task, long long value);
  static void* create_nil(const redisReadTask* task);
  static void free_root(void* root);

  /// The place for a value: a new root, or inside of its array. Null: not allowed.
  static Reply* place(const redisReadTask* task, void*& object);
  bool allows(const redisReadTask* task, std::size_t bytes, std::size_t inside);

  redisReplyObjectFunctions functions_{};
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;   ///< of the answer that is being read
  std::size_t values_ = 0;  ///< likewise
};

}  // namespace spotter::redis
