import { httpDate } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import { absolute } from '../path.ts'
import { byteLength, defineSteadyProgram } from '../programs/program.ts'
import { contentType, Load, listen, logTime, reply, untilSignal } from '../programs/server.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'
import { versionOf, versionTags } from './tags.ts'

const program = defineSteadyProgram('httpd-foreground', function* (process) {
  const { definition, tag } = process.environment.image
  const version = definition.version?.(tag) ?? tag
  const load = new Load(process, 0.8)
  process.memory = 12 << 20
  const time = (): string => {
    const date = new Date(process.now())
    const [day, dd, month, year] = date.toUTCString().replace(',', '').split(' ')
    return `${day} ${month} ${dd} ${date.toISOString().slice(11, 23)}000 ${year}`
  }
  const { source } = process.environment
  const ready = listen(process, 80, {
    program: 'httpd',
    http: (request, peer) => {
      load.add(0.3)
      const path = decodeURIComponent(request.path.split('?')[0] as string)
      const root = '/usr/local/apache2/htdocs'
      const wanted = absolute(`./${path}`, root)
      const file = process.files.find(wanted)?.kind === 'folder' ? `${wanted}/index.html` : wanted
      const found = process.files.find(file)?.kind === 'file'
      const text = found
        ? process.files.read(file)
        : `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n`
      const status = found ? 200 : 404
      const mtime = process.files.find(file)?.mtime ?? 0
      process.out(`${peer.ip} - - [${logTime(process.now())}] "${request.method} ${request.path} HTTP/1.1" ${status} ${byteLength(text)}\n`)
      const caching: Record<string, string> = found
        ? { 'Last-Modified': httpDate(mtime), ETag: `"${byteLength(text).toString(16)}-${mtime.toString(16)}"`, 'Accept-Ranges': 'bytes' }
        : {}
      const headers: Record<string, string> = {
        Date: httpDate(process.now()),
        Server: `Apache/${version} (Unix)`,
        ...caching,
        'Content-Length': String(byteLength(text)),
        'Content-Type': found ? contentType(file, 'text/plain') : 'text/html; charset=iso-8859-1',
      }
      return reply(status, headers, text, request)
    },
  })
  if (!ready) {
    process.err(
      '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
    )
    return 1
  }
  const warning = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${source.ip}. Set the 'ServerName' directive globally to suppress this message\n`
  process.err(warning + warning)
  process.err(
    `[${time()}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/${version} (Unix) configured -- resuming normal operations\n[${time()}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'\n`,
  )
  const signal = yield* untilSignal(process, 'TERM', 'WINCH', 'INT')
  process.err(
    `[${time()}] [mpm_event:notice] [pid 1:tid 1] ${signal === 'WINCH' ? 'AH00492: caught SIGWINCH, shutting down gracefully' : 'AH00491: caught SIGTERM, shutting down'}\n`,
  )
  return 0
})

export const httpd = defineImage({
  repository: 'docker.io/library/httpd',
  tags: versionTags({ major: 2, minors: [4, 4], mostPatch: 66, variants: ['alpine', 'alpine3\\.\\d+', 'bookworm', 'trixie'] }),
  size: (tag) => (tag.includes('alpine') ? 24_310_922 : 45_161_006),
  version: (tag) => versionOf(tag, '2.4.65'),
  cmd: ['httpd-foreground'],
  env: { HTTPD_PREFIX: '/usr/local/apache2', PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  workingDir: '/usr/local/apache2',
  exposes: [80],
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  files: { '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n' },
  programs: { '/usr/local/bin/httpd-foreground': program, '/usr/local/apache2/bin/httpd': program },
})
