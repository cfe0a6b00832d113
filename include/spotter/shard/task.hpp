#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

namespace spotter {

namespace asio = boost::asio;

/// The executor of a shard's event loop. Concrete on purpose: an erased executor doubles the cost
/// of a hop, and no strand fits in.
using ShardExecutor = asio::io_context::executor_type;

/// A coroutine that runs on its shard. Nothing happens until it is awaited or spawned in a
/// TaskGroup.
template <class T>
using Task = asio::awaitable<T, ShardExecutor>;

/// A timer of one shard.
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, ShardExecutor>;

}  // namespace spotter
