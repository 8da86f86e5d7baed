import type { HttpResponse } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import { goReply, type Running, type WebRequest, webServer } from '../programs/web.ts'
import { debianSystem, emptySystem } from './base-systems.ts'

const title = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

/** A server that answers what it is asked for: a status, a delay, the request itself. `list` is how go-httpbin shows headers. */
function routes(request: WebRequest, running: Running, list: boolean): HttpResponse {
  const json = (value: unknown, more: object = {}): HttpResponse =>
    goReply(running, request, `${JSON.stringify(value, null, 2)}\n`, { type: 'application/json', ...more })
  const [, first = '', second = ''] = request.plain.split('/')
  const one = (value: string): string | string[] => (list ? [value] : value)
  const headers = Object.fromEntries(
    Object.entries(request.headers)
      .map(([name, value]) => [title(name), one(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  const args = Object.fromEntries([...request.query].map(([name, value]) => [name, one(value)]))
  const about = { args, headers, origin: request.peer.ip, url: `http://${request.headers.host ?? ''}${request.path}` }
  switch (first) {
    case '':
      return goReply(running, request, '<!DOCTYPE html>\n<html><head><title>httpbin.org</title></head><body><h1>httpbin</h1></body></html>\n')
    case 'get':
    case 'anything':
      return json({ ...about, ...(first === 'anything' ? { data: request.body, method: request.method } : {}) })
    case 'post':
    case 'put':
    case 'patch':
    case 'delete':
      return request.method.toLowerCase() === first ? json({ ...about, data: request.body }) : goReply(running, request, '', { status: 405 })
    case 'headers':
      return json({ headers })
    case 'ip':
      return json({ origin: request.peer.ip })
    case 'user-agent':
      return json({ 'user-agent': request.headers['user-agent'] ?? '' })
    case 'hostname':
      return json({ hostname: running.hostname })
    case 'uuid':
      return json({ uuid: running.process.environment.random.uuid() })
    case 'status':
      return goReply(running, request, '', { status: Number(second) || 400 })
    case 'delay':
      return json(about, { seconds: Math.min(10, Number(second) || 0) })
    case 'redirect':
      return goReply(running, request, '', { status: 302, headers: { Location: Number(second) > 1 ? `/redirect/${Number(second) - 1}` : '/get' } })
    case 'bytes':
      return goReply(running, request, 'x'.repeat(Math.min(100_000, Number(second) || 0)), { type: 'application/octet-stream' })
    default:
      return goReply(running, request, '404 page not found\n', { status: 404 })
  }
}

export const httpbin = defineImage({
  repository: 'docker.io/kennethreitz/httpbin',
  tags: ['latest'],
  size: 178_000_000,
  cmd: ['gunicorn', '-b', '0.0.0.0:80', 'httpbin:app', '-k', 'gevent'],
  exposes: [80],
  base: debianSystem,
  programs: {
    '/usr/local/bin/gunicorn': webServer({
      name: 'gunicorn',
      port: ({ args }) => Number(/:(\d+)$/.exec(args[args.indexOf('-b') + 1] ?? '')?.[1] ?? 80),
      memory: 48,
      idle: 0.8,
      ready({ process, port }) {
        const time = `${new Date(process.now()).toISOString().slice(0, 19).replace('T', ' ')} +0000`
        process.err(`[${time}] [1] [INFO] Starting gunicorn 19.9.0\n[${time}] [1] [INFO] Listening at: http://0.0.0.0:${port} (1)\n`)
        process.err(`[${time}] [1] [INFO] Using worker: gevent\n[${time}] [9] [INFO] Booting worker with pid: 9\n`)
      },
      answer: (request, running) => routes(request, running, false),
    }),
  },
})

export const goHttpbin = defineImage({
  repository: 'docker.io/mccutchen/go-httpbin',
  tags: (tag) => /^(latest|v?2\.\d{1,2}(\.\d)?)$/.test(tag),
  size: 15_300_000,
  cmd: ['/bin/go-httpbin'],
  exposes: [8080],
  base: emptySystem,
  programs: {
    '/bin/go-httpbin': webServer({
      name: 'go-httpbin',
      port: ({ process }) => Number(process.env.get('PORT') || 8080),
      memory: 6,
      ready: ({ process, port }) =>
        process.err(`time=${new Date(process.now()).toISOString()} level=INFO msg="go-httpbin listening on http://0.0.0.0:${port}"\n`),
      answer: (request, running) => routes(request, running, true),
    }),
  },
})
