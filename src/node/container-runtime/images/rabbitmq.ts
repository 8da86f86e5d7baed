/** RabbitMQ: a broker, its management interface and its tool. */
import { defineImage } from '../image.ts'
import type { Process } from '../process.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { listen } from '../programs/server.ts'
import { goReply, webServer } from '../programs/web.ts'
import { debianSystem } from './base-systems.ts'

const stamp = (process: Process): string => `${new Date(process.now()).toISOString().replace('T', ' ').replace('Z', '000+00:00')}`

/** Queues by name, with their messages; kept as long as the broker runs. */
const brokers = new WeakMap<Process, Map<string, string[]>>()

const rabbit = webServer({
  name: 'rabbitmq-server',
  port: ({ process }) => (/management/.test(process.environment.image.tag) ? 15672 : 15692),
  memory: 128,
  idle: 5,
  startUp: 5000,
  prepare({ process, version }) {
    process.out(`${stamp(process)} [notice] <0.44.0> Application syslog exited with reason: stopped\n`)
    process.out(
      `\n  ##  ##      RabbitMQ ${version}\n  ##  ##\n  ##########  Copyright (c) 2007-2026 Broadcom Inc and/or its subsidiaries\n  ######  ##\n  ##########  Licensed under the MPL 2.0. Website: https://rabbitmq.com\n\n`,
    )
    brokers.set(process, new Map())
  },
  ready({ process }) {
    const queues = brokers.get(process) as Map<string, string[]>
    // amqp-tools speak lines here: DECLARE, PUBLISH, GET. The real protocol is binary.
    listen(process, 5672, {
      program: 'rabbitmq',
      text: (input) => {
        const end = input.lastIndexOf('\n')
        if (end < 0) return { output: '', taken: 0 }
        const [verb = '', queue = '', body = ''] = JSON.parse(input.slice(0, end)) as string[]
        if (verb === 'declare' && !queues.has(queue)) queues.set(queue, [])
        if (verb === 'publish') queues.get(queue)?.push(body)
        const found =
          verb === 'get' ? (queues.get(queue)?.shift() ?? null) : verb === 'list' ? [...queues].map(([name, messages]) => [name, messages.length]) : queue
        return { output: `${JSON.stringify(found)}\n`, taken: input.length }
      },
    })
    process.out(
      `${stamp(process)} [info] <0.620.0> started TCP listener on [::]:5672\n${stamp(process)} [info] <0.9.0> Server startup complete; 4 plugins started.\n completed with 4 plugins.\n`,
    )
  },
  answer(request, running) {
    const user = running.process.env.get('RABBITMQ_DEFAULT_USER') ?? 'guest'
    if (request.plain.startsWith('/api/') && !request.headers.authorization)
      return goReply(running, request, '{"error":"not_authorized","reason":"Login failed"}', { status: 401, type: 'application/json' })
    if (request.plain === '/api/whoami') return goReply(running, request, JSON.stringify({ name: user, tags: ['administrator'] }), { type: 'application/json' })
    if (request.plain === '/api/queues')
      return goReply(
        running,
        request,
        JSON.stringify([...(brokers.get(running.process) ?? [])].map(([name, messages]) => ({ name, messages: messages.length, vhost: '/' }))),
        { type: 'application/json' },
      )
    return goReply(running, request, '<!doctype html>\n<html><head><title>RabbitMQ Management</title></head><body></body></html>\n')
  },
  stop: ({ process }) => process.out(`${stamp(process)} [info] <0.660.0> SIGTERM received - shutting down\n`),
})

const ask = (process: Process, host: string, question: readonly string[]): unknown => {
  const { network, source } = process.environment
  const connection = network.connect(source, host, 5672)
  if (!connection.ok || !connection.listener.text) return undefined
  return JSON.parse(network.exchange(connection, `${JSON.stringify(question)}\n`).output)
}

const rabbitmqctl = defineProgram('rabbitmqctl', (process, args) => {
  const [command = 'help'] = args.filter((arg) => !arg.startsWith('-'))
  const node = `rabbit@${process.environment.hostname}`
  const queues = ask(process, '127.0.0.1', ['list']) as readonly (readonly [string, number])[] | undefined
  if (!queues) {
    process.err(`Error: unable to perform an operation on node '${node}'. Please see diagnostics information and suggestions below.\n`)
    return 69
  }
  if (command === 'status')
    process.out(
      `Status of node ${node} ...\nRuntime\n\nOS PID: 1\nRabbitMQ version: ${process.environment.image.definition.version?.(process.environment.image.tag)}\n`,
    )
  else if (command === 'list_queues')
    process.out(
      `Timeout: 60.0 seconds ...\nListing queues for vhost / ...\n${queues.length > 0 ? 'name\tmessages\n' : ''}${queues.map((queue) => `${queue.join('\t')}\n`).join('')}`,
    )
  else if (command === 'ping')
    process.out(`Will ping ${node}. This only checks if the OS process is running and registered with epmd. Timeout: 60000 ms.\nPing succeeded\n`)
  else if (/^(await_startup|check_running|check_port_connectivity)$/.test(command)) return 0
  else {
    process.err(`rabbitmqctl: ktutor does not simulate "${command}": the real one has it\n`)
    return 64
  }
  return 0
})

export const rabbitmq = defineImage({
  repository: 'docker.io/library/rabbitmq',
  tags: (tag) => /^(latest|management|alpine|(3(\.(8|9|1[0-3])(\.\d{1,2})?)?|4(\.[0-2](\.\d)?)?)(-management)?(-alpine)?)$/.test(tag),
  size: (tag) => (tag.includes('management') ? 104_000_000 : 97_000_000),
  version: (tag) => /^\d\.\d+\.\d+/.exec(tag)?.[0] ?? (tag.startsWith('3') ? '3.13.7' : '4.2.0'),
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['rabbitmq-server'],
  env: { RABBITMQ_DATA_DIR: '/var/lib/rabbitmq', HOME: '/var/lib/rabbitmq' },
  exposes: [4369, 5671, 5672, 15691, 15692, 25672],
  base: debianSystem,
  files: { '/var/lib/rabbitmq/': { text: '', mode: 0o777 } },
  programs: {
    '/usr/local/bin/docker-entrypoint.sh': defineProgram('docker-entrypoint.sh', function* (process, args) {
      return yield* become(process, args, '/usr/local/bin/docker-entrypoint.sh')
    }),
    '/opt/rabbitmq/sbin/rabbitmq-server': rabbit,
    '/usr/local/sbin/rabbitmq-server': rabbit,
    '/usr/local/sbin/rabbitmqctl': rabbitmqctl,
    '/usr/local/sbin/rabbitmq-diagnostics': rabbitmqctl,
  },
})
