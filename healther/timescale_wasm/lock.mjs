// One backend, many connections: who may talk to it now. A turn lasts until the backend is idle again.

export class BackendLock {
  #owner = null
  #waiting = []

  get owner() {
    return this.#owner
  }

  get isContended() {
    return this.#waiting.length > 0
  }

  /** Resolves to true if `connection` just became the owner, to false if it was the owner already. */
  async acquire(connection) {
    if (this.#owner === connection) return false
    if (this.#owner === null) this.#owner = connection
    else await new Promise((resolve) => this.#waiting.push({ connection, resolve }))
    return true
  }

  /** Passes the turn to the connection that has waited longest. */
  release(connection) {
    if (this.#owner !== connection) return
    const next = this.#waiting.shift()
    this.#owner = next?.connection ?? null
    next?.resolve()
  }
}
