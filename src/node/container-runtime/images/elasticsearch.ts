/** Elasticsearch: one node, documents in memory, searches for a word in a field. */
import type { HttpResponse } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import type { Process } from '../process.ts'
import { goReply, type Running, type WebRequest, webServer } from '../programs/web.ts'
import { debianSystem } from './base-systems.ts'

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
