// ./dev chat's program as a process: with a pipe, or in a terminal of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment, kKey, kRoot } from './server.mjs';
import { until } from './wait.mjs';

class ChatProcess {
  stdout = '';
  stderr = '';

  constructor(command, args, environment) {
    this.child = spawn(command, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdout.on('data', (data) => (this.stdout += data));
    this.child.stderr.on('data', (data) => (this.stderr += data));
    this.child.stdin.on('error', () => {});
    this.exit = new Promise((resolve) => {
      this.child.on('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  write(text) {
    this.child.stdin.write(text);
  }

  end() {
    this.child.stdin.end();
  }

  /** Waits until it has shown this, on whichever of its two outputs. */
  shows(text, timeoutMs) {
    return until(() => (this.stdout + this.stderr).includes(text), `"${text}" from the chat`, timeoutMs);
  }
}

/** What a terminal showed, without its colours and cursor movements. */
export const plainText = (text) => text.replace(/\x1b\[[\d;]*[A-Za-z]/g, '').replaceAll('\r\n', '\n');

const kMain = join(kRoot, 'tools/chat/main.mjs');

/** With its input from a pipe. */
export function runChat(t, server, environment = {}, args = [server.url]) {
  const chat = new ChatProcess(process.execPath, [kMain, ...args],
    cleanEnvironment({ WEB_AUTH_KEY: kKey, LANG: 'en_AU.UTF-8', ...environment }));
  t.after(() => chat.child.kill('SIGKILL'));
  return chat;
}

/** With its input from a pipe and both outputs into one, as `2>&1 | cat` has it. */
export function runChatAsOne(t, server, environment = {}, args = [server.url]) {
  const chat = new ChatProcess('bash', ['-c', 'exec "$@" 2>&1', 'chat', process.execPath, kMain, ...args],
    cleanEnvironment({ WEB_AUTH_KEY: kKey, LANG: 'en_AU.UTF-8', ...environment }));
  t.after(() => chat.child.kill('SIGKILL'));
  return chat;
}

/** In a terminal, which `script` (util-linux) lends it. */
export function runChatInTerminal(t, server, environment = {}, args = [server.url]) {
  const line = [process.execPath, kMain, ...args].map((word) => `'${word}'`).join(' ');
  const chat = new ChatProcess('script', ['-qefc', line, '/dev/null'],
    cleanEnvironment({ WEB_AUTH_KEY: kKey, LANG: 'en_AU.UTF-8', TERM: 'xterm', ...environment }));
  t.after(() => chat.child.kill('SIGKILL'));
  return chat;
}
