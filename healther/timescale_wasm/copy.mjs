// COPY FROM STDIN and TO STDOUT. The engine has no copy sub-protocol (it traps), but can COPY from and to '/dev/blob'.
import { hasError, int16, message } from './wire.mjs'

const SIGNATURE_BYTES = 19 // binary format: 11 bytes of magic, flags, length of the header's extension
const NEWLINE = 10
const FAILED = "DO $$ BEGIN RAISE EXCEPTION 'COPY from stdin failed' USING ERRCODE = '57014'; END $$"

function response(type, copy, columnCount) {
  const format = copy.isBinary ? 1 : 0
  return message(type, Buffer.from([format]), int16(columnCount), ...Array(columnCount).fill(int16(format)))
}

/** A COPY FROM STDIN in progress: collects CopyData until CopyDone or CopyFail. */
export class CopyIn {
  #copy
  #chunks = []

  constructor(copy) {
    this.#copy = copy
  }

  invitation() {
    return response('G', this.#copy, 1) // only the engine knows the true number, and drivers do not look at it
  }

  add(copyData) {
    this.#chunks.push(copyData.subarray(5))
  }

  finish(backend) {
    return backend.executeWithInput(`COPY ${this.#copy.target} FROM '/dev/blob' ${this.#copy.options}`, this.#chunks)
  }

  /** As a server does when the client gives up: an error, and the transaction with it. */
  fail(backend) {
    return backend.executeWithInput(FAILED, [])
  }
}

/** Run COPY TO STDOUT. Returns the messages for the client and the engine's own answer. */
export async function copyOut(backend, copy) {
  const { answer, written } = await backend.executeWithOutput(`COPY ${copy.target} TO '/dev/blob' ${copy.options}`)
  if (hasError(answer)) return { messages: [], answer }
  const rows = copy.isBinary ? binaryRows(written) : textRows(written)
  const head = response('H', copy, columnsIn(copy, written))
  return { messages: [head, ...Array.from(rows, (row) => message('d', row)), message('c')], answer }
}

/** The number of columns, which psycopg reads text rows by, from the first row; CSV is not taken apart. */
function columnsIn(copy, written) {
  if (copy.isBinary) return Math.max(written.readInt16BE(SIGNATURE_BYTES), 0)
  return written.toString('latin1', 0, written.indexOf(NEWLINE)).split('\t').length
}

function* textRows(written) {
  for (let at = 0; at < written.length; ) {
    const newline = written.indexOf(NEWLINE, at)
    const end = newline < 0 ? written.length : newline + 1
    yield written.subarray(at, end)
    at = end
  }
}

/** One message a tuple, the header with the first: drivers that read row by row rely on it. */
function* binaryRows(written) {
  let start = 0
  let at = SIGNATURE_BYTES
  while (at < written.length) {
    let fields = written.readInt16BE(at)
    at += 2
    for (; fields > 0; fields--) at += 4 + Math.max(written.readInt32BE(at), 0)
    yield written.subarray(start, at)
    start = at
  }
}
