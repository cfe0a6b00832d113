#pragma once

namespace spotter::app {

/// The whole program: reads the command line and the settings, serves until a signal, returns the
/// exit code. 0: an orderly end; 1: a failed start, with one line on standard error that says why;
/// 2: a command line that cannot be used.
int run(int argc, const char* const* argv);

}  // namespace spotter::app
