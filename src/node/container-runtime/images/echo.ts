/** Servers that tell who asked what: echoserver, echo-server, whoami, hello. */
import { httpDate } from '../../network/http.ts'
import { defineImage, type ImageDefinition } from '../image.ts'
import { nginxEntrypoint, nginx as nginxProgram } from '../programs/nginx.ts'
import { byteLength } from '../programs/program.ts'
import { logTime, reply } from '../programs/server.ts'
import { goLog, goReply, nodeReply, peerPort, type Running, type WebRequest, webServer } from '../programs/web.ts'
import { alpineSystem, debianSystem, emptySystem } from './base-systems.ts'

const headersOf = (request: WebRequest): [string, string][] => Object.entries(request.headers).sort(([a], [b]) => (a < b ? -1 : 1))

const uriOf = (request: WebRequest, { port }: Running): string => `http://${(request.headers.host ?? '').replace(/:\d+$/, '')}:${port}${request.path}`

const clientValues = (request: WebRequest, running: Running): string =>
  `CLIENT VALUES:\nclient_address=${request.peer.ip}\ncommand=${request.method}\nreal path=${request.path}\nquery=${request.path.split('?')[1] ?? 'nil'}\nrequest_version=1.1\nrequest_uri=${uriOf(request, running)}\n\nSERVER VALUES:\nserver_version=nginx: 1.10.0 - lua: 10001\n\nHEADERS RECEIVED:\n${headersOf(
    request,
  )
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}BODY:\n${request.body || '-no body in request-'}`

const podInformation = ({ process }: Running): string => {
  const told = (['node name', 'pod name', 'pod namespace', 'pod IP'] as const).flatMap((what) => {
    const value = process.env.get(what.toUpperCase().replace(' ', '_'))
    return value ? [`\t${what}:\t${value}\n`] : []
  })
  return told.length > 0 ? told.join('') : '\t-no pod information available-\n'
}

const requestInformation = (request: WebRequest, running: Running): string =>
  `\n\nHostname: ${running.hostname}\n\nPod Information:\n${podInformation(running)}\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n\tclient_address=${request.peer.ip}\n\tmethod=${request.method}\n\treal path=${request.path}\n\tquery=${request.path.split('?')[1] ?? ''}\n\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=${uriOf(request, running)}\n\nRequest Headers:\n${headersOf(
    request,
  )
    .map(([name, value]) => `\t${name}=${value}  \n`)
    .join('')}\nRequest Body:\n\t${request.body || '-no body in request-'}\n\n`

const old = (version: string): boolean => Number(version.split('.')[1]) < 5

export const echoserver = defineImage({
  repository: 'registry.k8s.io/echoserver',
  tags: ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10'],
  size: (tag) => (old(tag) ? 50_700_000 : 36_500_000),
  cmd: ['nginx', '-g', 'daemon off;'],
  exposes: [8080],
  base: debianSystem,
  programs: {
    '/usr/local/bin/nginx': webServer({
      name: 'nginx',
      port: 8080,
      memory: 6,
      answer(request, running) {
        const { process, version } = running
        const body = old(version) ? clientValues(request, running) : requestInformation(request, running)
        process.out(
          `${request.peer.ip} - - [${logTime(process.now())}] "${request.method} ${request.path} HTTP/1.1" 200 ${byteLength(body)} "-" "${request.headers['user-agent'] ?? '-'}"\n`,
        )
        const server = old(version) ? 'nginx/1.10.0' : 'echoserver'
        return reply(200, { Date: httpDate(process.now()), 'Content-Type': 'text/plain', Connection: 'keep-alive', Server: server }, body, request)
      },
    }),
  },
})

export const echoServer = defineImage({
  repository: 'docker.io/ealen/echo-server',
  tags: (tag) => /^(latest|0\.([5-9])\.\d{1,2})$/.test(tag),
  size: 44_000_000,
  cmd: ['node', '/app/webserver.js'],
  env: { PORT: '80', NODE_VERSION: '20.11.0' },
  workingDir: '/app',
  exposes: [80],
  base: alpineSystem,
  programs: {
    '/usr/local/bin/node': webServer({
      name: 'node',
      port: ({ process }) => Number(process.env.get('PORT') || 80),
      memory: 34,
      idle: 0.8,
      ready: ({ process, port }) => process.out(`Listening on port ${port}.\n`),
      answer(request, running) {
        const { process, hostname } = running
        const answer = {
          host: { hostname: (request.headers.host ?? '').replace(/:\d+$/, ''), ip: `::ffff:${request.peer.ip}`, ips: [] },
          http: { method: request.method, baseUrl: '', originalUrl: request.path, protocol: 'http' },
          request: { params: { 0: request.plain }, query: Object.fromEntries(request.query), cookies: {}, body: {}, headers: request.headers },
          environment: { ...Object.fromEntries(process.env), HOSTNAME: hostname },
        }
        process.out(`${JSON.stringify({ name: 'echo-server', level: 30, ...answer.host, http: answer.http, time: new Date(process.now()).toISOString() })}\n`)
        const wanted = request.query.get('echo_body') ?? request.headers['x-echo-body']
        const status = Number(request.query.get('echo_code') ?? request.headers['x-echo-code'] ?? 200)
        return nodeReply(running, request, wanted === undefined ? JSON.stringify(answer) : JSON.stringify(wanted), {
          status,
          type: 'application/json; charset=utf-8',
        })
      },
      ends: 'never',
    }),
  },
})

const canonical = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

const whoamiText = (request: WebRequest, running: Running): string => {
  const { host, ...rest } = request.headers
  const headers = Object.entries(rest).map(([name, value]): [string, string] => [canonical(name), value])
  const name = running.process.env.get('WHOAMI_NAME')
  return [
    ...(name ? [`Name: ${name}`] : []),
    `Hostname: ${running.hostname}`,
    'IP: 127.0.0.1',
    'IP: ::1',
    `IP: ${running.process.environment.source.ip}`,
    `RemoteAddr: ${request.peer.ip}:${peerPort(running)}`,
    `${request.method} ${request.path} HTTP/1.1`,
    `Host: ${host ?? ''}`,
    ...headers.sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join(': ')),
    '',
    '',
  ].join('\n')
}

const whoamiProgram = webServer({
  name: 'whoami',
  port: ({ process, args }) => Number(args[args.findIndex((arg) => /^--?port$/.test(arg)) + 1 || -1] ?? process.env.get('WHOAMI_PORT_NUMBER') ?? 80),
  memory: 5,
  ready: ({ process, port }) => goLog(process, `Starting up on port ${port}`),
  answer(request, running) {
    if (request.plain === '/health') return goReply(running, request, '')
    if (request.plain === '/bench') return goReply(running, request, '1', { type: 'text/plain' })
    if (request.plain === '/data') return goReply(running, request, '-'.repeat(Math.min(1 << 20, Number(request.query.get('size') ?? 1))))
    if (request.plain !== '/api') return goReply(running, request, whoamiText(request, running))
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [canonical(name), [value]]))
    const { process, hostname } = running
    const ip = ['127.0.0.1', '::1', process.environment.source.ip]
    const body = {
      hostname,
      ip,
      headers,
      url: request.path,
      host: request.headers.host,
      method: request.method,
      remoteAddr: `${request.peer.ip}:${peerPort(running)}`,
    }
    return goReply(running, request, `${JSON.stringify(body)}\n`, { type: 'application/json' })
  },
  ends: 'go',
})

const whoami = (repository: string, tags: ImageDefinition['tags']): ImageDefinition =>
  defineImage({ repository, tags, size: 2_950_000, entrypoint: ['/whoami'], exposes: [80], base: emptySystem, programs: { '/whoami': whoamiProgram } })

export const traefikWhoami = whoami('docker.io/traefik/whoami', (tag) => /^(latest|v1(\.\d{1,2}(\.\d)?)?)$/.test(tag))
export const containousWhoami = whoami('docker.io/containous/whoami', ['latest', 'v1.0.0', 'v1.5.0'])

/** Jason Wilder's, which only tells its name. */
export const jwilderWhoami = defineImage({
  repository: 'docker.io/jwilder/whoami',
  tags: ['latest'],
  size: 5_020_000,
  cmd: ['/app/http'],
  exposes: [8000],
  base: alpineSystem,
  programs: {
    '/app/http': webServer({
      name: 'http',
      port: ({ process }) => Number(process.env.get('PORT') || 8000),
      memory: 4,
      ready: ({ process, port }) => process.out(`Listening on :${port}\n`),
      answer(request, running) {
        running.process.out(`I'm ${running.hostname}\n`)
        return goReply(running, request, `I'm ${running.hostname}\n`)
      },
      ends: 'go',
    }),
  },
})

const helloPage = `<!DOCTYPE html>
<html>
<head><title>Hello World</title></head>
<body>
<p><span>Server&nbsp;address:</span> <span>$server_addr:$server_port</span></p>
<p><span>Server&nbsp;name:</span> <span>$hostname</span></p>
<p><span>Date:</span> <span>$time_local</span></p>
<p><span>URI:</span> <span>$request_uri</span></p>
</body>
</html>
`
const helloText = 'Server address: $server_addr:$server_port\\nServer name: $hostname\\nDate: $time_local\\nURI: $request_uri\\nRequest ID: $request_id\\n'

/** NGINX's own demonstration: a page (or, `plain-text`, a few lines) about the server that answers. */
export const nginxHello = defineImage({
  repository: 'docker.io/nginxdemos/hello',
  tags: (tag) => /^(latest|0\.[2-4]|plain-text|0\.[2-4]-plain-text)$/.test(tag),
  size: 16_900_000,
  version: () => '1.27.1',
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  exposes: [80],
  stopSignal: 'QUIT',
  base: (tag) => ({
    ...alpineSystem,
    files: {
      ...alpineSystem.files,
      '/etc/nginx/conf.d/hello.conf': `server {\n    listen 80;\n    location / {\n        default_type ${tag.includes('plain') ? 'text/plain' : 'text/html'};\n        return 200 '${tag.includes('plain') ? helloText : helloPage}';\n    }\n}\n`,
    },
  }),
  files: {
    '/etc/nginx/nginx.conf': 'worker_processes auto;\nevents {\n}\nhttp {\n    include /etc/nginx/conf.d/*.conf;\n}\n',
    '/var/cache/nginx/': '',
    '/var/log/nginx/access.log': '-> /dev/stdout',
    '/var/log/nginx/error.log': '-> /dev/stderr',
  },
  programs: { '/usr/sbin/nginx': nginxProgram, '/docker-entrypoint.sh': nginxEntrypoint },
})
