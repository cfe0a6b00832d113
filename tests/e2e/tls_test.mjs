// TLS without a proxy: the official client trusts a certificate made for the test.
import assert from 'node:assert/strict';
import { connect as tlsConnect } from 'node:tls';
import { test } from '../../tools/testing/runner.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { runChat } from './lib/chat_process.mjs';
import { openTcp, request } from './lib/http.mjs';
import { runBinary, startServer } from './lib/server.mjs';

function startTls(t, { certFile, keyFile }) {
  return startServer(t, { env: { SPOTTER_TLS_CERT_FILE: certFile, SPOTTER_TLS_KEY_FILE: keyFile } });
}

/** The protocol that was agreed on, or the error. */
function handshake(server, options) {
  return new Promise((resolve) => {
    const socket = tlsConnect({ port: server.port, host: '127.0.0.1', servername: 'localhost', ...options }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on('error', (error) => resolve(error));
  });
}

test('tls: the official client chats over https and wss', async (t) => {
  const certificate = makeCertificate(t);
  const server = await startTls(t, certificate);
  assert.equal((await request(server, 'GET', '/health', { ca: certificate.pem })).body, 'healthy');
  const chat = runChat(t, server, { NODE_EXTRA_CA_CERTS: certificate.certFile });
  chat.write('2 days, beginner, dumbbells\n');
  chat.end();
  const { code, stdout } = await chat.exit;
  assert.equal(code, 0, chat.stderr);
  assert.ok(stdout.length > 200, stdout);
});

test('tls: 1.2 and 1.3 are spoken, older versions are not', async (t) => {
  const certificate = makeCertificate(t);
  const server = await startTls(t, certificate);
  const ca = certificate.pem;
  assert.equal(await handshake(server, { ca }), 'TLSv1.3');
  assert.equal(await handshake(server, { ca, maxVersion: 'TLSv1.2' }), 'TLSv1.2');
  const old = await handshake(server, { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
  assert.ok(old instanceof Error, String(old));
  assert.ok((await handshake(server, {})) instanceof Error, 'an unknown certificate was trusted');
});

test('tls: plain HTTP on the TLS port is ended, and others are served', async (t) => {
  const certificate = makeCertificate(t);
  const server = await startTls(t, certificate);
  const tcp = openTcp(t, server);
  tcp.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  await tcp.until(({ ended }) => ended, 'the connection to close', 12_000);
  assert.ok(!tcp.text.includes('healthy'));
  assert.equal((await request(server, 'GET', '/health', { ca: certificate.pem })).status, 200);
});

test('tls: healthcheck works with the local certificate', async (t) => {
  const { certFile, keyFile } = makeCertificate(t);
  const server = await startTls(t, { certFile, keyFile });
  const { code, stderr } = await runBinary(['healthcheck', '--listen', `127.0.0.1:${server.port}`], {
    SPOTTER_TLS_CERT_FILE: certFile, SPOTTER_TLS_KEY_FILE: keyFile,
  });
  assert.equal(code, 0, stderr);
});

test('tls: a key that does not fit the certificate stops the start', async (t) => {
  const one = makeCertificate(t);
  const two = makeCertificate(t);
  const { code, stderr } = await runBinary(['--listen', '127.0.0.1:0'], {
    SPOTTER_TLS_CERT_FILE: one.certFile, SPOTTER_TLS_KEY_FILE: two.keyFile,
  });
  assert.equal(code, 1);
  assert.match(stderr, /^spotterd: [^\n]+\n$/);
});
