// Prepared statements of one connection: on the shared backend their names carry a prefix, so that drivers do not clash.
import { closeStatement, cstring, message, readCstring, sync, typeOf } from './wire.mjs'
import { deallocation, quoteIdentifier } from './sql.mjs'

const STATEMENT = 'S'.charCodeAt(0)

export class PreparedStatements {
  #prefix
  #names = new Set() // as the backend knows them

  constructor(connectionId) {
    this.#prefix = `c${connectionId}_`
  }

  #backendName(name) {
    return name === '' ? '' : this.#prefix + name
  }

  /** The message with its statement name prefixed. Portals keep theirs: DECLARE CURSOR names them in SQL. */
  rename(frame) {
    const type = typeOf(frame)
    if (type === 'P') return this.#parse(frame)
    if (type === 'B') return this.#bind(frame)
    if ((type === 'D' || type === 'C') && frame[5] === STATEMENT) return this.#describeOrClose(type, frame)
    return frame
  }

  #parse(frame) {
    const [name, at] = readCstring(frame, 5)
    if (name) this.#names.add(this.#backendName(name))
    return message('P', cstring(this.#backendName(name)), frame.subarray(at))
  }

  #bind(frame) {
    const [portal, nameAt] = readCstring(frame, 5)
    const [name, at] = readCstring(frame, nameAt)
    return message('B', cstring(portal), cstring(this.#backendName(name)), frame.subarray(at))
  }

  #describeOrClose(type, frame) {
    const name = this.#backendName(readCstring(frame, 6)[0])
    if (type === 'C') this.#names.delete(name)
    return message(type, Buffer.from('S'), cstring(name))
  }

  /** `sql`, or what does the same for this connection only: DEALLOCATE and DISCARD would reach everyone's. */
  async replaceDeallocation(sql, backend) {
    const found = deallocation(sql)
    if (!found) return sql
    if (!found.all) return `DEALLOCATE ${quoteIdentifier(this.#backendName(found.name))}`
    await this.closeAll(backend)
    return found.sql
  }

  async closeAll(backend) {
    for (const name of this.#names) await backend.execute(closeStatement(name))
    if (this.#names.size) await backend.execute(sync())
    this.#names.clear()
  }
}
