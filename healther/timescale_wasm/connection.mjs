// One client connection: what a PostgreSQL server process does for it, in front of the one shared backend.
import { CopyIn, copyOut } from './copy.mjs'
import { copyStatement, listenStatements, resetsSession, settingStatements, startupSettings } from './sql.mjs'
import { PreparedStatements } from './statements.mjs'
import * as wire from './wire.mjs'

const REPORTED = ['server_version', 'server_encoding', 'client_encoding', 'DateStyle', 'TimeZone', 'integer_datetimes']
REPORTED.push('IntervalStyle', 'standard_conforming_strings', 'is_superuser', 'session_authorization', 'application_name')
const REPORT = `SELECT ${REPORTED.map((name) => `current_setting('${name}')`).join(', ')}`
const ABORTED = 'current transaction is aborted, commands ignored until end of transaction block'

const channelsOf = (connections) => new Set([...connections].flatMap((connection) => [...connection.channels]))

export class Connection {
  channels = new Set() // LISTENed by this client
  #socket
  #server // { backend, lock, connections }
  #reader = new wire.FrameReader()
  #statements
  #output = []
  #running = null // the promise of the loop over received messages
  #activeAt = performance.now()
  #isStarted = false
  #isClosed = false
  #isSkipping = false // after an error in the extended protocol, until Sync
  #status = 'I' // transaction status, as in ReadyForQuery
  #copyIn = null
  #startupSettings = ''
  #settings = new Map() // name to the statement that set it last
  #newSettings = [] // from statements of the current batch; they hold if it succeeds
  #hasReset = false
  #hasUnlistened = false

  constructor(id, socket, server) {
    this.id = id
    this.#socket = socket
    this.#server = server
    this.#statements = new PreparedStatements(id)
  }

  /** Milliseconds since the backend last worked for this connection; 0 while it does. */
  get idleMs() {
    return this.#running ? 0 : performance.now() - this.#activeAt
  }

  receive(chunk) {
    this.#reader.push(chunk)
    this.#running ??= this.#run().finally(() => {
      this.#running = null
      this.#activeAt = performance.now()
    })
  }

  async #run() {
    try {
      for (let frame = this.#next(); frame && !this.#isClosed; frame = this.#next()) {
        await (this.#isStarted ? this.#handle(frame) : this.#greet(frame))
      }
    } catch (error) {
      if (!(error instanceof wire.ProtocolError)) throw error
      this.terminate('08P01', error.message)
    }
    this.#flush()
  }

  #next() {
    return this.#isStarted ? this.#reader.next() : this.#reader.nextStartup()
  }

  #send(...frames) {
    this.#output.push(...frames)
  }

  #flush() {
    if (this.#output.length && this.#socket.writable) this.#socket.write(Buffer.concat(this.#output))
    this.#output = []
  }

  /** End the connection from our side, with a reason the driver shows. */
  terminate(code, text) {
    this.#send(wire.errorResponse(code, text, 'FATAL'))
    this.#flush()
    this.#socket.destroySoon()
  }

  // ---- start

  async #greet(packet) {
    const code = packet.readInt32BE(4)
    if (code === wire.PROTOCOL.ssl || code === wire.PROTOCOL.gss) return this.#socket.write('N')
    // Nothing can interrupt the engine, so a CancelRequest is read and forgotten.
    if (code === wire.PROTOCOL.cancel) return this.#socket.end()
    if (code >> 16 !== 3) throw new wire.ProtocolError(`unsupported protocol ${code}`)
    this.#isStarted = true
    this.#startupSettings = startupSettings(wire.startupParameters(packet))
    await this.#welcome()
  }

  async #welcome() {
    const { backend, lock } = this.#server
    await lock.acquire(this)
    try {
      const error = await backend.applySettings(this.#sessionSql)
      if (error) return this.#refuse(error)
      const values = await backend.firstRow(REPORT)
      const report = REPORTED.map((name, i) => wire.parameterStatus(name, values[i]))
      this.#send(wire.authenticationOk(), ...report, wire.backendKey(this.id), wire.readyForQuery('I'))
    } finally {
      lock.release(this)
    }
  }

  #refuse(answer) {
    this.#startupSettings = ''
    this.#send(...[...wire.framesOf(answer)].filter((frame) => wire.typeOf(frame) === 'E'))
    this.#flush()
    this.#socket.destroySoon()
  }

  // ---- messages

  async #handle(frame) {
    const type = wire.typeOf(frame)
    if (type === 'X') return this.#socket.end()
    await this.#takeTurn()
    if (this.#isClosed) return
    if (this.#copyIn) return this.#continueCopy(type, frame)
    if ('dcf'.includes(type)) return // rest of a COPY that has failed
    if (type === 'H') return this.#flush()
    if (this.#isSkipping && type !== 'S') return
    this.#isSkipping = false
    if (type === 'Q') return this.#simpleQuery(wire.readCstring(frame, 5)[0])
    const isRefused = type === 'P' && (await this.#isRefused(frame))
    if (!isRefused) await this.#extended(type, type === 'P' ? await this.#parseMessage(frame) : frame)
  }

  async #takeTurn() {
    const { backend, lock } = this.#server
    if (await lock.acquire(this)) await backend.applySettings(this.#sessionSql)
  }

  async #simpleQuery(text) {
    const copy = copyStatement(text)
    if (copy) return copy.isOut ? this.#copyOut(copy) : this.#startCopy(copy)
    const sql = await this.#statements.replaceDeallocation(text, this.#server.backend)
    this.#note(sql)
    await this.#finish(await this.#server.backend.execute(wire.query(sql)))
  }

  async #isRefused(frame) {
    const [, sqlAt] = wire.readCstring(frame, 5)
    if (!copyStatement(wire.readCstring(frame, sqlAt)[0])) return false
    this.#send(wire.errorResponse('0A000', 'COPY in the extended protocol is not supported by the embedded TimescaleDB'))
    this.#isSkipping = true
    return true
  }

  async #parseMessage(frame) {
    const [name, sqlAt] = wire.readCstring(frame, 5)
    const [text, restAt] = wire.readCstring(frame, sqlAt)
    const sql = await this.#statements.replaceDeallocation(text, this.#server.backend)
    this.#note(sql)
    return sql === text ? frame : wire.message('P', wire.cstring(name), wire.cstring(sql), frame.subarray(restAt))
  }

  async #extended(type, frame) {
    const answer = await this.#server.backend.execute(this.#statements.rename(frame))
    if (type === 'S') return this.#finish(answer)
    this.#isSkipping = wire.hasError(answer)
    if (this.#isSkipping) this.#newSettings = []
    this.#relay(answer)
  }

  /** Pass an answer on, without ReadyForQuery: the engine adds or omits it after errors. Returns its status. */
  #relay(answer) {
    let status = null
    for (const frame of wire.framesOf(answer)) {
      const type = wire.typeOf(frame)
      if (type === 'Z') status = String.fromCharCode(frame[5])
      else if (type === 'A') this.#route(frame)
      else this.#send(frame)
    }
    this.#status = status ?? this.#status
  }

  /** The end of a simple query or of an extended batch: answer, and end the turn if the backend is idle. */
  async #finish(answer) {
    this.#relay(answer)
    if (!wire.hasError(answer)) this.#keepNewSettings()
    this.#newSettings = []
    if (this.#status !== 'E') await this.#repair()
    this.#send(wire.readyForQuery(this.#status))
    this.#flush()
    if (this.#status === 'I') this.#server.lock.release(this)
  }

  // ---- what statements do to the shared session

  #note(sql) {
    this.#hasReset ||= resetsSession(sql)
    for (const { channel, isListening } of listenStatements(sql)) {
      this.#hasUnlistened ||= !isListening
      if (isListening) this.channels.add(channel)
      else if (channel) this.channels.delete(channel)
      else this.channels.clear()
    }
    this.#newSettings.push(...settingStatements(sql))
  }

  /** SQL that gives the shared session this connection's settings. */
  get #sessionSql() {
    return [this.#startupSettings, ...this.#settings.values()].filter(Boolean).join(';')
  }

  #keepNewSettings() {
    if (!this.#newSettings.length) return
    for (const { name, sql } of this.#newSettings) {
      this.#settings.delete(name) // to the end: the order of the statements counts
      this.#settings.set(name, sql)
    }
    this.#server.backend.settingsChanged(this.#sessionSql)
  }

  /** After RESET ALL and UNLISTEN: sane settings again, and the channels that clients listen to. */
  async #repair() {
    const { backend, connections } = this.#server
    if (this.#hasReset) {
      this.#settings.clear()
      backend.settingsChanged(null)
      await backend.applySettings(this.#sessionSql)
    }
    if (this.#hasUnlistened) await backend.listen(channelsOf(connections))
    this.#hasReset = this.#hasUnlistened = false
  }

  #route(frame) {
    const [channel] = wire.readCstring(frame, 9)
    for (const connection of this.#server.connections) {
      if (connection.channels.has(channel)) connection.notify(frame)
    }
  }

  notify(frame) {
    this.#send(frame)
    this.#flush()
  }

  // ---- COPY

  async #copyOut(copy) {
    const { messages, answer } = await copyOut(this.#server.backend, copy)
    this.#output = this.#output.concat(messages)
    await this.#finish(answer)
  }

  async #startCopy(copy) {
    if (this.#status === 'E') return this.#finish(wire.errorResponse('25P02', ABORTED))
    this.#copyIn = new CopyIn(copy)
    this.#send(this.#copyIn.invitation())
    this.#flush()
  }

  async #continueCopy(type, frame) {
    if (type === 'd') return this.#copyIn.add(frame)
    if (type !== 'c' && type !== 'f') return // Flush and Sync mean nothing here
    const copyIn = this.#copyIn
    this.#copyIn = null
    await this.#finish(await (type === 'c' ? copyIn.finish(this.#server.backend) : copyIn.fail(this.#server.backend)))
  }

  // ---- end

  /** The socket is gone: undo what this client left in the shared session. */
  async close() {
    this.#isClosed = true
    const { backend, lock, connections } = this.#server
    await this.#running // may take the turn first; then it is ours already
    await lock.acquire(this)
    connections.delete(this)
    if (this.#status !== 'I') await backend.command('ROLLBACK')
    await this.#statements.closeAll(backend)
    const others = channelsOf(connections)
    await backend.unlisten([...this.channels].filter((channel) => !others.has(channel)))
    if (connections.size === 0) await this.#clearSession()
    lock.release(this)
  }

  async #clearSession() {
    const { backend } = this.#server
    for (const sql of ['SELECT pg_advisory_unlock_all()', 'UNLISTEN *', 'DISCARD TEMP']) await backend.command(sql)
  }
}
