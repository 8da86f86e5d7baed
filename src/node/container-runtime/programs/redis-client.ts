/** redis-cli */
import type { Process, Program } from '../process.ts'
import { sleep } from '../sleep.ts'
import { defineProgram, readLine } from './program.ts'
import { type Reply, readReply, splitWords } from './redis-protocol.ts'

export const redisClient: Program = defineProgram('redis-cli', function* (process, args) {
  let host = '127.0.0.1'
  let port = 6379
  let password: string | undefined = process.env.get('REDISCLI_AUTH')
  let i = 0
  for (; args[i]?.startsWith('-'); i++) {
    if (args[i] === '-h') host = args[++i] ?? host
    else if (args[i] === '-p') port = Number(args[++i])
    else if (args[i] === '-a') password = args[++i]
    else if (args[i] === '-n' || args[i] === '-u') i++
  }
  const { network, source } = process.environment
  const connection = network.connect(source, host, port)
  yield* sleep(process, connection.seconds * 1000)
  if (!connection.ok) {
    const why = connection.why === 'no-such-host' ? 'Name or service not known' : connection.why === 'timeout' ? 'Connection timed out' : 'Connection refused'
    process.err(`Could not connect to Redis at ${host}:${port}: ${why}\n`)
    return 1
  }
  const send = (line: string): Reply => {
    if (writes.test(line)) process.changes()
    const { output } = network.exchange(connection, `${line}\n`)
    return output === '' ? { kind: 'error', text: 'Server closed the connection' } : readReply(output)
  }
  if (password !== undefined) {
    if (process.env.get('REDISCLI_AUTH') === undefined)
      process.err("Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n")
    const reply = send(`AUTH ${password}`)
    if (reply.kind === 'error') process.err(`AUTH failed: ${reply.text}\n`)
  }
  const terminal = process.descriptors.get(1)?.terminal ?? false
  const command = args.slice(i)
  if (command.length > 0) return show(process, send(command.map((word) => `"${word}"`).join(' ')), terminal)
  let status = 0
  for (;;) {
    if (process.input(0)?.terminal) process.out(`${host}:${port}> `)
    const line = yield* readLine(process)
    if (line === undefined) return status
    const words = splitWords(line.trim())
    if (words[0] === 'exit' || words[0] === 'quit') return 0
    if (words.length > 0) status = show(process, send(line.trim()), terminal)
  }
})

/** Commands that change what the server keeps. */
const writes =
  /^"?(set|setex|setnx|mset|del|incr|decr|incrby|decrby|append|expire|persist|flush(all|db)|[lr]push|b?[lr]pop|lrem|h(set|del)|s(add|rem)|shutdown|config|replicaof|slaveof|(bg)?save)\b/i

function show(process: Process, reply: Reply, pretty: boolean): number {
  process.out(`${pretty ? prettyText(reply, '') : rawText(reply)}\n`)
  return 0
}

function prettyText(reply: Reply, indent: string): string {
  switch (reply.kind) {
    case 'simple':
      return reply.text
    case 'error':
      return `(error) ${reply.text}`
    case 'integer':
      return `(integer) ${reply.value}`
    case 'nil':
      return '(nil)'
    case 'bulk':
      return JSON.stringify(reply.text)
    case 'array':
      return reply.items.length === 0
        ? '(empty array)'
        : reply.items.map((item, i) => `${i > 0 ? indent : ''}${i + 1}) ${prettyText(item, `${indent}   `)}`).join('\n')
  }
}

function rawText(reply: Reply): string {
  if (reply.kind === 'array') return reply.items.map(rawText).join('\n')
  if (reply.kind === 'integer') return String(reply.value)
  return reply.kind === 'nil' ? '' : reply.text
}
