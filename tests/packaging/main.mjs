// The files that bring Spotter onto machines: node tests/packaging/main.mjs [FILTER]. SPOTTERD names another binary.
import { run } from '../../tools/testing/runner.mjs';
import './compose_test.mjs';
import './deb_test.mjs';
import './dockerfile_test.mjs';
import './install_test.mjs';
import './kubernetes_test.mjs';
import './unit_test.mjs';

// One by one: installing and cpack write into the same build folder.
await run({ filter: process.argv[2] ?? '' });
