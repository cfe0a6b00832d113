#pragma once

namespace spotter::ops::metrics {

/// Who gets the page; everybody else is told that there is none (404).
enum class Access {
  off,
  private_only,  ///< who comes from this machine or a private network, and not through a proxy
  open
};

}  // namespace spotter::ops::metrics
