// The end-to-end tests: node tests/e2e/main.mjs [FILTER]. SPOTTERD names another binary to test.
import { run } from '../../tools/testing/runner.mjs';
import './chat_test.mjs';
import './failures_test.mjs';
import './auth_test.mjs';
import './negotiate_test.mjs';
import './http_test.mjs';
import './backpressure_test.mjs';
import './lifecycle_test.mjs';
import './offline_test.mjs';
import './plans_test.mjs';
import './rest_test.mjs';
import './prompts_test.mjs';
import './gemini_test.mjs';
import './fault_matrix_test.mjs';
import './responses_test.mjs';
import './mock_test.mjs';
import './resilience_test.mjs';
import './soak_test.mjs';
import './warm_up_test.mjs';
import './tls_test.mjs';
import './transcript_test.mjs';
import './browser_test.mjs';
import './chat_client_test.mjs';
import './apple_library_test.mjs';
import './dev_test.mjs';

await run({ filter: process.argv[2] ?? '', parallel: 4 });
