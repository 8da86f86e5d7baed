/** Apache with PHP as the php:apache images have it: a script of the image answers, files of its folder are served. */
import { type HttpResponse, httpDate } from '../../network/http.ts'
import { absolute } from '../path.ts'
import type { Program } from '../process.ts'
import { byteLength } from './program.ts'
import { contentType, logTime, reply } from './server.ts'
import { type Answer, type Running, type WebRequest, webServer } from './web.ts'

export interface PhpSite {
  readonly memory: number
  /** Milliseconds on one CPU for a page. */
  readonly cost: number
  readonly php: string
  /** A page that a script makes; undefined leaves the path to the files. */
  page(request: WebRequest, running: Running): (Answer & { readonly body: string }) | undefined
}

const folder = '/var/www/html'

const errorTime = (now: number): string => {
  const date = new Date(now)
  const [day, dd, month, year] = date.toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${dd} ${date.toISOString().slice(11, 23)}000 ${year}`
}

export const apachePhp = (site: PhpSite): Program =>
  webServer({
    name: 'apache2',
    port: 80,
    memory: site.memory,
    idle: 0.6,
    cost: site.cost,
    ready({ process }) {
      const { ip } = process.environment.source
      const warning = `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${ip}. Set the 'ServerName' directive globally to suppress this message\n`
      process.argv = ['apache2', '-DFOREGROUND']
      process.err(warning + warning)
      const time = errorTime(process.now())
      process.err(`[${time}] [mpm_prefork:notice] [pid 1:tid 1] AH00163: Apache/2.4.65 (Debian) PHP/${site.php} configured -- resuming normal operations\n`)
      process.err(`[${time}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'apache2 -D FOREGROUND'\n`)
    },
    portTaken({ process }) {
      process.err(
        '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
      )
      return 1
    },
    answer(request, running) {
      const { process } = running
      const response = answer(site, request, running)
      process.out(
        `${request.peer.ip} - - [${logTime(process.now())}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${byteLength(response.body)} "-" "${request.headers['user-agent'] ?? '-'}"\n`,
      )
      return response
    },
    stop: ({ process }) => process.err(`[${errorTime(process.now())}] [mpm_prefork:notice] [pid 1:tid 1] AH00170: caught SIGWINCH, shutting down gracefully\n`),
  })

function answer(site: PhpSite, request: WebRequest, running: Running): HttpResponse {
  const { process } = running
  const head = { Date: httpDate(process.now()), Server: 'Apache/2.4.65 (Debian)' }
  const made = site.page(request, running)
  if (made) {
    const headers = {
      ...head,
      'X-Powered-By': `PHP/${site.php}`,
      ...made.headers,
      'Content-Length': String(byteLength(made.body)),
      'Content-Type': made.type ?? 'text/html; charset=UTF-8',
    }
    return { ...reply(made.status ?? 200, headers, made.body, request), ...(made.seconds === undefined ? {} : { seconds: made.seconds }) }
  }
  const wanted = absolute(`./${request.plain}`, folder)
  const file = process.files.find(wanted)?.kind === 'folder' ? absolute('index.html', wanted) : wanted
  const found = process.files.find(file)?.kind === 'file' && !file.endsWith('.php')
  const status = found ? 200 : process.files.find(wanted)?.kind === 'folder' ? 403 : 404
  const text = found
    ? process.files.read(file)
    : `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status === 403 ? '403 Forbidden' : '404 Not Found'}</title>\n</head><body>\n<h1>${status === 403 ? 'Forbidden' : 'Not Found'}</h1>\n</body></html>\n`
  return reply(
    status,
    { ...head, 'Content-Length': String(byteLength(text)), 'Content-Type': found ? contentType(file) : 'text/html; charset=iso-8859-1' },
    text,
    request,
  )
}
