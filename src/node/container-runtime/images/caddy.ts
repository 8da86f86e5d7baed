import type { HttpResponse } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import { absolute } from '../path.ts'
import type { Process } from '../process.ts'
import { forward } from '../programs/forward.ts'
import { contentType } from '../programs/server.ts'
import { goReply, type Running, type WebRequest, webServer } from '../programs/web.ts'
import { alpineSystem } from './base-systems.ts'

const defaultFile = `# The Caddyfile says what Caddy serves.

:80 {
	root * /usr/share/caddy
	file_server
}
`

/** The first site of a Caddyfile: its port and directives; what ktutor's Caddy does not know it refuses, as Caddy does what nobody knows. */
interface Site {
  readonly port: number
  readonly root: string
  readonly respond?: { readonly body: string; readonly status: number }
  readonly proxy?: string
}

const known = new Set(['root', 'file_server', 'respond', 'reverse_proxy', 'encode', 'log', 'header', 'tls'])

function readSite(text: string, file: string): Site | string {
  let port = 80
  let site: Site = { port, root: '/usr/share/caddy' }
  for (const [at, line] of text.split('\n').entries()) {
    const words = (line.replace(/(^|\s)#.*/, '').match(/"(?:\\.|[^"])*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/s, '$1'))
    const [name = '', ...args] = words
    if (name === '' || name === '}' || name === '{') continue
    if (args.at(-1) === '{' || /^:\d+$/.test(name)) {
      port = Number(/:(\d+)$/.exec(name)?.[1] ?? 80)
      site = { ...site, port }
    } else if (!known.has(name)) return `adapting config using caddyfile: ${file}:${at + 1}: unrecognized directive: ${name}`
    else if (name === 'root') site = { ...site, root: args.at(-1) ?? '/' }
    else if (name === 'reverse_proxy') site = { ...site, proxy: (args.at(-1) ?? '').replace(/^http:\/\//, '') }
    else if (name === 'respond')
      site = {
        ...site,
        respond: {
          body: args.find((arg) => !arg.startsWith('/') && !/^\d{3}$/.test(arg)) ?? '',
          status: Number(args.find((arg) => /^\d{3}$/.test(arg)) ?? 200),
        },
      }
  }
  return site
}

const sites = new WeakMap<Process, Site>()
const siteOf = ({ process, args }: Running): Site | string => {
  const known = sites.get(process)
  if (known) return known
  const file = args[args.indexOf('--config') + 1] ?? '/etc/caddy/Caddyfile'
  if (!process.files.find(process.path(file))) return `reading config from file: open ${file}: no such file or directory`
  const site = readSite(process.files.read(process.path(file)), file)
  if (typeof site !== 'string') sites.set(process, site)
  return site
}

const log = (process: Process, level: string, msg: string, more: object = {}): void =>
  process.err(`${JSON.stringify({ level, ts: process.now() / 1000, msg, ...more })}\n`)

function answer(request: WebRequest, running: Running): HttpResponse {
  const site = siteOf(running) as Site
  const own = { headers: { Server: 'Caddy' } }
  if (site.respond) return goReply(running, request, site.respond.body, { ...own, status: site.respond.status })
  if (site.proxy) {
    const passed = forward(running.process, request, request.peer, site.proxy)
    return typeof passed === 'string' ? goReply(running, request, '', { ...own, status: 502 }) : { ...passed, headers: { Via: '1.1 Caddy', ...passed.headers } }
  }
  const { files } = running.process
  const wanted = absolute(`./${request.plain}`, site.root)
  const file = files.find(wanted)?.kind === 'folder' ? absolute('index.html', wanted) : wanted
  if (files.find(file)?.kind !== 'file') return goReply(running, request, '', { ...own, status: 404 })
  return goReply(running, request, files.read(file), {
    type: `${contentType(file)}${file.endsWith('.html') ? '; charset=utf-8' : ''}`,
    headers: { Server: 'Caddy', 'Accept-Ranges': 'bytes' },
  })
}

export const caddy = defineImage({
  repository: 'docker.io/library/caddy',
  tags: (tag) => /^(latest|alpine|2(\.([0-9]|10)(\.\d{1,2})?)?(-alpine)?)$/.test(tag),
  size: 21_400_000,
  version: (tag) => (/^\d\.\d+\.\d/.test(tag) ? `v${tag}` : 'v2.10.2'),
  cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
  env: { XDG_CONFIG_HOME: '/config', XDG_DATA_HOME: '/data' },
  workingDir: '/srv',
  exposes: [80, 443, 2019],
  base: alpineSystem,
  files: {
    '/etc/caddy/Caddyfile': defaultFile,
    '/usr/share/caddy/index.html':
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Caddy works!</title>\n</head>\n<body>\n<h1>Congratulations!</h1>\n<p>Your web server is working. Now make it work for you.</p>\n</body>\n</html>\n',
    '/config/': '',
    '/data/': '',
  },
  programs: {
    '/usr/bin/caddy': webServer({
      name: 'caddy',
      port: (running) => {
        const site = siteOf(running)
        return typeof site === 'string' ? 80 : site.port
      },
      memory: 14,
      prepare(running) {
        const { process } = running
        const site = siteOf(running)
        if (typeof site === 'string') {
          process.err(`Error: ${site}\n`)
          return 1
        }
        log(process, 'info', 'using config from file', { file: '/etc/caddy/Caddyfile' })
        log(process, 'info', 'adapted config to JSON', { adapter: 'caddyfile' })
      },
      ready({ process }) {
        log(process, 'info', 'serving initial configuration')
      },
      answer,
      stop({ process }) {
        log(process, 'info', 'shutting down apps, then terminating', { signal: 'SIGTERM' })
        log(process, 'info', 'shutdown complete', { signal: 'SIGTERM', exit_code: 0 })
      },
    }),
  },
})
