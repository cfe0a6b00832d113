#include <spotter/app/run.hpp>

int main(int argc, char** argv) {
  return spotter::app::run(argc, argv);
}
