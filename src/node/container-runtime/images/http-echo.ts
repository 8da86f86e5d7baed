import { httpDate } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import { readOptions } from '../programs/options.ts'
import { byteLength, defineSteadyProgram } from '../programs/program.ts'
import { Load, listen, reply, untilSignal } from '../programs/server.ts'
import { emptySystem } from './base-systems.ts'

/** Answers every request with one text. */
const program = defineSteadyProgram('http-echo', function* (process, args) {
  const { values } = readOptions(
    args.map((arg) => arg.replace(/^-(?=[a-z])/, '--')),
    '',
    ['text=', 'listen=', 'status-code=', 'version'],
  )
  const text = values.text ?? process.env.get('ECHO_TEXT') ?? ''
  const time = (): string => new Date(process.now()).toISOString().replace('T', ' ').slice(0, 19).replaceAll('-', '/')
  if (text === '') {
    process.err('Missing -text option or ECHO_TEXT env var!\n')
    return 127
  }
  const address = values.listen ?? ':5678'
  const port = Number(/(\d+)$/.exec(address)?.[1] ?? 5678)
  const load = new Load(process, 0.2)
  process.memory = 4 << 20
  const opened = listen(process, port, {
    program: 'http-echo',
    http: (request, peer) => {
      load.add(0.1)
      const body = `${text}\n`
      const status = Number(values['status-code'] ?? 200)
      process.out(
        `${time()} ${request.headers.host ?? ''} ${peer.ip}:${40000 + (byteLength(request.path) % 20000)} "${request.method} ${request.path} HTTP/1.1" ${status} ${byteLength(body)} "${request.headers['user-agent'] ?? ''}" 21.5µs\n`,
      )
      const headers: Record<string, string> = {
        'X-App-Name': 'http-echo',
        'X-App-Version': '1.0.0',
        Date: httpDate(process.now()),
        'Content-Length': String(byteLength(body)),
        'Content-Type': 'text/plain; charset=utf-8',
      }
      return reply(status, headers, body, request)
    },
  })
  if (!opened) {
    process.err(`${time()} [ERR] server exited with: listen tcp ${address}: bind: address already in use\n`)
    return 127
  }
  process.err(`${time()} [INFO] server is listening on ${address}\n`)
  const signal = yield* untilSignal(process, 'TERM', 'INT')
  process.err(`${time()} [INFO] received ${signal === 'INT' ? 'interrupt' : 'terminated'}, shutting down...\n`)
  return 0
})

export const httpEcho = defineImage({
  repository: 'docker.io/hashicorp/http-echo',
  tags: ['latest', '1.0', '1.0.0', '1', '0.2.3', '0.2.1', '0.2', 'alpine'],
  size: 3_136_000,
  entrypoint: ['/http-echo'],
  exposes: [5678],
  user: 65532,
  base: emptySystem,
  programs: { '/http-echo': program },
})
