// Serves TimescaleDB, compiled to WebAssembly, to PostgreSQL drivers. Prints one line of JSON when it is ready.
//
//   node main.mjs [--dir DATA] [--host 127.0.0.1] [--port 0] [--socket-dir DIR] [--tied] [--idle-transaction-s 60]
//
// --dir: keep the cluster there; in memory without. --port: 0 takes a free one. --socket-dir: listen on
// DIR/.s.PGSQL.5432 instead of TCP. --tied: stop when standard input closes, that is, when the parent ends.
import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Backend } from './backend.mjs'
import { Connection } from './connection.mjs'
import { BackendLock } from './lock.mjs'

const CRASHED = 70 // exit status: the engine is in an unknown state, start a new process
const GUARD_INTERVAL_MS = 1000

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    'socket-dir': { type: 'string' },
    tied: { type: 'boolean', default: false },
    'idle-transaction-s': { type: 'string', default: '60' },
  },
})

function crash(error) {
  console.error('timescale-wasm: stopped by an internal error:', error)
  process.exit(CRASHED)
}

/** Accept connections; returns the listening server. */
function listen(server, onReady) {
  let lastId = 0
  const listener = createServer({ noDelay: true }, (socket) => {
    const connection = new Connection(++lastId, socket, server)
    server.connections.add(connection)
    socket.on('data', (chunk) => connection.receive(chunk))
    socket.on('error', () => socket.destroy()) // a lost client is an ordinary end; 'close' follows
    socket.on('close', () => connection.close().catch(crash))
  })
  if (!options['socket-dir']) return listener.listen(Number(options.port), options.host, onReady)
  const path = join(options['socket-dir'], '.s.PGSQL.5432')
  rmSync(path, { force: true })
  return listener.listen(path, () => {
    chmodSync(path, 0o600)
    onReady()
  })
}

/** One forgotten open transaction must not block every other connection for good. */
function guardTurns(lock) {
  const limitMs = Number(options['idle-transaction-s']) * 1000
  const end = () => {
    if (!lock.isContended || lock.owner.idleMs < limitMs) return
    lock.owner.terminate('25P03', 'terminating connection: idle in transaction while others wait for the backend')
  }
  setInterval(end, GUARD_INTERVAL_MS).unref()
}

function stopWith(backend, listener) {
  let isStopping = false
  return async () => {
    if (isStopping) return
    isStopping = true
    listener.close()
    await backend.close()
    process.exit(0)
  }
}

process.on('unhandledRejection', crash)
const backend = await Backend.open(options.dir)
const [version] = await backend.firstRow('SHOW server_version')
const [timescaledb] = await backend.firstRow("SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'")
const server = { backend, lock: new BackendLock(), connections: new Set() }
const listener = listen(server, () => {
  const port = options['socket-dir'] ? null : listener.address().port
  console.log(JSON.stringify({ port, version, timescaledb, pid: process.pid }))
})
listener.on('error', crash)
guardTurns(server.lock)
const stop = stopWith(backend, listener)
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
if (options.tied) process.stdin.on('end', stop).on('error', stop).resume()
