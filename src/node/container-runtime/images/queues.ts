/** RabbitMQ, and Elasticsearch: servers with an HTTP interface of their own. */
import type { HttpResponse } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import type { Process } from '../process.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { listen } from '../programs/server.ts'
import { goReply, type Running, type WebRequest, webServer } from '../programs/web.ts'
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

type Index = Map<string, Record<string, unknown>>
const indexes = new WeakMap<Process, Map<string, Index>>()

function elastic(request: WebRequest, running: Running): HttpResponse {
  const { process, version, hostname } = running
  const all = indexes.get(process) ?? new Map<string, Index>()
  indexes.set(process, all)
  const pretty = request.query.has('pretty')
  const json = (value: unknown, status = 200): HttpResponse =>
    goReply(running, request, `${JSON.stringify(value, null, pretty ? 2 : undefined)}\n`, {
      status,
      type: 'application/json',
      headers: { 'X-elastic-product': 'Elasticsearch' },
    })
  const [, name = '', verb = '', id = ''] = request.plain.split('/')
  const error = (type: string, reason: string, status: number): HttpResponse =>
    json({ error: { root_cause: [{ type, reason }], type, reason }, status }, status)
  if (name === '')
    return json({
      name: hostname,
      cluster_name: 'docker-cluster',
      version: { number: version, build_flavor: 'default', lucene_version: '10.2.2' },
      tagline: 'You Know, for Search',
    })
  if (name === '_cluster' && verb === 'health')
    return json({
      cluster_name: 'docker-cluster',
      status: all.size > 0 ? 'yellow' : 'green',
      timed_out: false,
      number_of_nodes: 1,
      number_of_data_nodes: 1,
      active_primary_shards: all.size,
      unassigned_shards: all.size,
    })
  if (name === '_cat')
    return goReply(
      running,
      request,
      verb === 'indices'
        ? [...all].map(([each, index]) => `yellow open ${each} 1 1 ${index.size} 0\n`).join('')
        : `${process.environment.source.ip} 42 97 3 cdfhilmrstw * ${hostname}\n`,
    )
  const index = all.get(name)
  if (verb === '_doc' && (request.method === 'PUT' || request.method === 'POST')) {
    const key = id || process.environment.random.hex(20)
    const own = index ?? new Map<string, Record<string, unknown>>()
    const known = own.has(key)
    own.set(key, JSON.parse(request.body || '{}') as Record<string, unknown>)
    all.set(name, own)
    return json({ _index: name, _id: key, _version: 1, result: known ? 'updated' : 'created' }, known ? 200 : 201)
  }
  if (verb === '' && request.method === 'PUT') {
    if (index) return error('resource_already_exists_exception', `index [${name}] already exists`, 400)
    all.set(name, new Map())
    return json({ acknowledged: true, shards_acknowledged: true, index: name })
  }
  if (!index) return error('index_not_found_exception', `no such index [${name}]`, 404)
  if (verb === '_doc' && request.method === 'GET')
    return index.has(id) ? json({ _index: name, _id: id, found: true, _source: index.get(id) }) : json({ _index: name, _id: id, found: false }, 404)
  if (verb === '_count') return json({ count: index.size })
  if (verb === '' && request.method === 'DELETE') {
    all.delete(name)
    return json({ acknowledged: true })
  }
  if (verb === '_search' && request.body === '') {
    const words = request.query.get('q')?.split(':')
    const hits = [...index].filter(
      ([, source]) =>
        !words ||
        String(source[words[0] ?? ''] ?? '')
          .toLowerCase()
          .split(/\W+/)
          .includes((words[1] ?? '').toLowerCase()),
    )
    return json({
      took: 2,
      timed_out: false,
      hits: { total: { value: hits.length, relation: 'eq' }, hits: hits.map(([key, source]) => ({ _index: name, _id: key, _source: source })) },
    })
  }
  return error('not_simulated', 'ktutor does not simulate this request: the real Elasticsearch answers it', 501)
}

const elasticProgram = webServer({
  name: 'elasticsearch',
  port: 9200,
  memory: 1100,
  idle: 18,
  startUp: 11_000,
  prepare({ process, version }) {
    process.out(
      `${JSON.stringify({ '@timestamp': new Date(process.now()).toISOString(), 'log.level': 'INFO', message: `version[${version}], pid[1], JVM[Oracle Corporation/OpenJDK 64-Bit Server VM/24]` })}\n`,
    )
    if (process.env.get('discovery.type') === 'single-node' || process.env.get('discovery.seed_hosts') || process.env.get('cluster.initial_master_nodes'))
      return
    process.err(
      'bootstrap check failure [1] of [1]: the default discovery settings are unsuitable for production use; at least one of [discovery.seed_hosts, discovery.seed_providers, cluster.initial_master_nodes] must be configured\n',
    )
    return 78
  },
  ready: ({ process }) => process.out(`${JSON.stringify({ '@timestamp': new Date(process.now()).toISOString(), 'log.level': 'INFO', message: 'started' })}\n`),
  answer: (request, running) => {
    const password = running.process.env.get('ELASTIC_PASSWORD')
    if (running.process.env.get('xpack.security.enabled') !== 'false' && password !== undefined && !request.headers.authorization)
      return goReply(
        running,
        request,
        '{"error":{"type":"security_exception","reason":"missing authentication credentials for REST request [/]"},"status":401}',
        { status: 401, type: 'application/json' },
      )
    return elastic(request, running)
  },
  stop: () => 143,
})

export const elasticsearch = defineImage({
  repository: 'docker.elastic.co/elasticsearch/elasticsearch',
  tags: (tag) => /^([7-9]\.\d{1,2}\.\d{1,2})$/.test(tag),
  size: 720_000_000,
  version: (tag) => tag,
  entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
  cmd: ['eswrapper'],
  workingDir: '/usr/share/elasticsearch',
  user: 1000,
  exposes: [9200, 9300],
  base: debianSystem,
  programs: { '/usr/local/bin/docker-entrypoint.sh': elasticProgram },
})

export const hubElasticsearch = defineImage({ ...elasticsearch, repository: 'docker.io/library/elasticsearch' })
