// PostgreSQL wire protocol 3.0: cutting a byte stream into messages, and building the messages we send ourselves.

const STARTUP_LIMIT_BYTES = 10_000
const MESSAGE_LIMIT_BYTES = 1 << 30 // a bytea of PostgreSQL ends at 1 GiB

export const PROTOCOL = { version3: 196608, cancel: 80877102, ssl: 80877103, gss: 80877104 }

export class ProtocolError extends Error {}

/** Collects chunks of a socket and hands out whole messages, however they were split or joined on the way. */
export class FrameReader {
  #chunks = []
  #sizeBytes = 0

  push(chunk) {
    this.#chunks.push(chunk)
    this.#sizeBytes += chunk.length
  }

  /** The next packet without a type byte (only the first ones of a connection), or null. */
  nextStartup() {
    if (this.#sizeBytes < 8) return null
    return this.#take(this.#head(8).readInt32BE(0), 8, STARTUP_LIMIT_BYTES)
  }

  /** The next typed message, type and length included, or null. */
  next() {
    if (this.#sizeBytes < 5) return null
    return this.#take(this.#head(5).readInt32BE(1) + 1, 5, MESSAGE_LIMIT_BYTES)
  }

  /** At least `n` bytes in one buffer; a long message is joined once, not at every chunk. */
  #head(n) {
    if (this.#chunks[0].length < n) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#chunks[0]
  }

  #take(length, minimum, maximum) {
    if (length < minimum || length > maximum) throw new ProtocolError(`invalid message length ${length}`)
    if (this.#sizeBytes < length) return null
    const all = this.#head(length)
    this.#sizeBytes -= length
    if (all.length === length) this.#chunks.shift()
    else this.#chunks[0] = all.subarray(length)
    return all.subarray(0, length)
  }
}

/** The messages in a complete answer of the engine. */
export function* framesOf(buffer) {
  for (let at = 0; at + 5 <= buffer.length; ) {
    const end = at + buffer.readInt32BE(at + 1) + 1
    yield buffer.subarray(at, end)
    at = end
  }
}

export const typeOf = (message) => String.fromCharCode(message[0])
export const hasError = (buffer) => [...framesOf(buffer)].some((frame) => typeOf(frame) === 'E')

export const cstring = (text) => Buffer.from(`${text}\0`)

export function int32(n) {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(n)
  return buffer
}

export function int16(n) {
  const buffer = Buffer.alloc(2)
  buffer.writeInt16BE(n)
  return buffer
}

export function message(type, ...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  return Buffer.concat([Buffer.from(type), int32(length), ...parts])
}

export const query = (sql) => message('Q', cstring(sql))
export const sync = () => message('S')
export const closeStatement = (name) => message('C', Buffer.from('S'), cstring(name))
export const commandComplete = (tag) => message('C', cstring(tag))
export const readyForQuery = (status) => message('Z', Buffer.from(status))
export const authenticationOk = () => message('R', int32(0))
export const parameterStatus = (name, value) => message('S', cstring(name), cstring(value))
export const backendKey = (id) => message('K', int32(id), int32(0))

export function errorResponse(code, text, severity = 'ERROR') {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`].map(cstring)
  return message('E', ...fields, Buffer.from([0]))
}

/** The zero-terminated string at `at`, and the offset behind it. */
export function readCstring(buffer, at) {
  const end = buffer.indexOf(0, at)
  return [buffer.toString('utf8', at, end), end + 1]
}

/** The text values of a DataRow. */
export function rowValues(frame) {
  const values = []
  let at = 7
  for (let left = frame.readInt16BE(5); left > 0; left--) {
    const length = frame.readInt32BE(at)
    at += 4
    values.push(length < 0 ? null : frame.toString('utf8', at, at + length))
    at += Math.max(length, 0)
  }
  return values
}

/** The pairs of a StartupMessage as [name, value]. */
export function startupParameters(packet) {
  const words = packet.toString('utf8', 8).split('\0')
  const pairs = []
  for (let i = 0; i + 1 < words.length && words[i]; i += 2) pairs.push([words[i], words[i + 1]])
  return pairs
}
