/** cqlsh and nodetool. */
import type { Program } from '../../process.ts'
import { nap } from '../../sleep.ts'
import { readOptions } from '../options.ts'
import { cell } from '../postgres/format.ts'
import { defineProgram, readAll } from '../program.ts'
import { split } from '../sql/lexer.ts'
import { numeric } from '../sql/types.ts'
import { Client, type Reply } from '../sql/wire.ts'
import type { Peer } from './server.ts'

function table({ fields = [], rows = [] }: Reply['results'][number]): string {
  if (fields.length === 1 && fields[0]?.name === '') return `\n${rows.map(([name]) => `${String(name)}`).join('  ')}\n\n`
  const cells = rows.map((row) =>
    fields.map((field, i) => (row[i] === null ? 'null' : typeof row[i] === 'boolean' ? (row[i] ? 'True' : 'False') : cell(row[i] ?? null, field))),
  )
  const widths = fields.map(({ name }, i) => Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[], head: boolean): string =>
    row
      .map(
        (text, i) =>
          ` ${!head && !numeric(fields[i]?.kind ?? 'text') ? text.padStart(widths[i] as number) : head ? text.padEnd(widths[i] as number) : text.padStart(widths[i] as number)} `,
      )
      .join('|')
      .trimEnd()
  return `\n${line(
    fields.map(({ name }) => name),
    true,
  )}\n${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n${cells.map((row) => `${line(row, false)}\n`).join('')}\n(${rows.length} rows)\n`
}

export const cqlsh: Program = defineProgram('cqlsh', function* (process, args) {
  const { values, operands } = readOptions(args, 'e:k:u:p:f:', ['execute=', 'keyspace=', 'file=', 'version', 'request-timeout='])
  const host = operands[0] ?? process.env.get('CQLSH_HOST') ?? '127.0.0.1'
  const keyspace = values.k ?? values.keyspace
  const client = yield* Client.connect(process, host, Number(operands[1] ?? 9042), {
    user: values.u ?? 'cassandra',
    ...(keyspace === undefined ? {} : { database: keyspace }),
  })
  if (!(client instanceof Client)) {
    const why =
      client.why === 'no-such-host'
        ? "gaierror(-2, 'Name or service not known')"
        : `ConnectionRefusedError(111, "Tried connecting to [('${host}', 9042)]. Last error: Connection refused")`
    process.err(`Connection error: ('Unable to connect to any servers', {'${host}:9042': ${why}})\n`)
    return 1
  }
  const file = values.f ?? values.file
  const text = values.e ?? values.execute ?? (file === undefined ? yield* readAll(process) : process.files.read(process.path(file), process))
  for (const part of split(text, 'standard')) {
    const reply = yield* client.ask(part.text.trim())
    for (const result of reply?.results ?? []) if (result.fields) process.out(table(result))
    if (!reply?.failure) continue
    process.err(`<stdin>:1:${reply.failure.message}\n`)
    return 2
  }
  client.close()
  return 0
})

export const nodetool: Program = defineProgram('nodetool', function* (process, args) {
  const { network, source } = process.environment
  const [command = 'help'] = args.filter((arg) => !arg.startsWith('-'))
  const connection = network.connect(source, '127.0.0.1', 7000)
  yield* nap(process, 900)
  if (!connection.ok || !connection.listener.text) {
    process.err("nodetool: Failed to connect to '127.0.0.1:7199' - ConnectException: 'Connection refused'.\n")
    return 1
  }
  if (command === 'drain' || command === 'flush' || command === 'cleanup') return 0
  if (command === 'version') {
    process.out(`ReleaseVersion: ${process.environment.image.definition.version?.(process.environment.image.tag)}\n`)
    return 0
  }
  const peers = JSON.parse(network.exchange(connection, `${JSON.stringify({ kind: 'peers' })}\n`).output) as readonly Peer[]
  if (command === 'info') {
    process.out(`ID                     : ${peers.find(({ ip }) => ip === source.ip)?.id}\nGossip active          : true\nNative Transport active: true\n`)
    return 0
  }
  if (command !== 'status') {
    process.err(`nodetool: ktutor does not simulate "nodetool ${command}": the real one has it\n`)
    return 1
  }
  const owns = `${(100 / Math.max(1, peers.length)).toFixed(1)}%`
  for (const datacenter of new Set(peers.map((peer) => peer.datacenter))) {
    process.out(`Datacenter: ${datacenter}\n${'='.repeat(12 + datacenter.length)}\nStatus=Up/Down\n|/ State=Normal/Leaving/Joining/Moving\n`)
    const width = Math.max(7, ...peers.map(({ ip }) => ip.length))
    process.out(`--  ${'Address'.padEnd(width)}  Load       Tokens  Owns (effective)  Host ID                               Rack\n`)
    for (const { ip, id, rack } of peers.filter((peer) => peer.datacenter === datacenter))
      process.out(`${network.connect(source, ip, 7000).ok ? 'U' : 'D'}N  ${ip.padEnd(width)}  75.36 KiB  16      ${owns.padEnd(16)}  ${id}  ${rack}\n`)
  }
  process.out('\n')
  return 0
})
