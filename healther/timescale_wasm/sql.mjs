// The few statements whose effect on the one shared session has to be kept apart by connection, recognised by their text.

const IDENTIFIER = /^"((?:[^"]|"")*)"$/
const NOT_SESSION = '(?!local\\b|transaction\\b|constraints\\b|role\\b|session\\s+authorization\\b|all\\b)'
const SETTING = new RegExp(`^\\s*(?:set|reset)\\s+${NOT_SESSION}(?:session\\s+(?!characteristics))?([\\w.]+|"[^"]+")`, 'i')
const RESETS_SESSION = /\b(reset|discard)\s+all\b/i
const LISTENS = /(?:^|;)\s*(un)?listen\s+("(?:[^"]|"")+"|\*|\w+)/gi
const DEALLOCATES = /^\s*deallocate\s+(?:prepare\s+)?(all|"(?:[^"]|"")+"|\w+)\s*;?\s*$/i
const DISCARDS = /^\s*discard\s+all\s*;?\s*$/i
const OPTION = /(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g
const COPIES = /^\s*copy\s+([\s\S]+?)\s+(from\s+stdin|to\s+stdout)\b([\s\S]*?);?\s*$/i
const CONNECTION_ONLY = new Set(['user', 'database', 'client_encoding', 'replication'])

export const quoteIdentifier = (name) => `"${name.replaceAll('"', '""')}"`
export const quoteLiteral = (text) => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

function identifier(text) {
  const quoted = IDENTIFIER.exec(text)
  return quoted ? quoted[1].replaceAll('""', '"') : text.toLowerCase()
}

/** The statements of `sql` as {name, sql} if all it does is change settings of the session; else none. */
export function settingStatements(sql) {
  const parts = sql.split(';').filter((part) => part.trim())
  const found = parts.map((part) => ({ name: SETTING.exec(part)?.[1].toLowerCase(), sql: part }))
  return found.every(({ name }) => name) ? found : []
}

export const resetsSession = (sql) => RESETS_SESSION.test(sql)

/** LISTEN and UNLISTEN in `sql`, in order. A channel of null stands for `UNLISTEN *`. */
export function listenStatements(sql) {
  return [...sql.matchAll(LISTENS)].map(([, un, channel]) => ({
    isListening: !un,
    channel: channel === '*' ? null : identifier(channel),
  }))
}

/** `{all: true}`, `{name}` or null. */
export function deallocation(sql) {
  if (DISCARDS.test(sql)) return { all: true, sql: 'CLOSE ALL; UNLISTEN *; RESET ALL' }
  const found = DEALLOCATES.exec(sql)
  if (!found) return null
  return /^all$/i.test(found[1]) ? { all: true, sql: 'DO $$ BEGIN END $$' } : { name: identifier(found[1]) }
}

/** COPY between the client and the server, or null. */
export function copyStatement(sql) {
  const found = COPIES.exec(sql)
  if (!found) return null
  const [, target, direction, options] = found
  return { target, options, isOut: /^to/i.test(direction), isBinary: /\bbinary\b/i.test(options) }
}

/** SQL that applies the settings of a StartupMessage, `options` included; '' if there are none. */
export function startupSettings(pairs) {
  const settings = pairs.flatMap(([name, value]) => {
    if (name === 'options') return [...value.matchAll(OPTION)].map(([, k, v]) => [k.replaceAll('-', '_'), unescape(v)])
    return CONNECTION_ONLY.has(name) || name.startsWith('_pq_.') ? [] : [[name, value]]
  })
  return settings.map(([k, v]) => `SELECT set_config(${quoteLiteral(k)}, ${quoteLiteral(v)}, false)`).join(';')
}

const unescape = (value) => value.replace(/\\(.)/g, '$1')
