import { defineCommand, type KubectlIo } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { bool, duration, int, string } from '../flags.ts'
import { klog } from '../klog.ts'
import { ListenError, type LocalListener } from '../sockets.ts'
import { hostPort } from './port-forward/addresses.ts'
import { requestFilter } from './proxy/filter.ts'
import { answer } from './proxy/handler.ts'

export const proxy = defineCommand({
  name: 'proxy',
  usage: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Open a door to the API server on your own machine',
  description:
    'Whatever is asked of localhost:8001 is asked of the API server, with your credentials: curl and browsers need none of their own. Everybody who reaches the port is you, so keep it local.',
  examples: [
    { about: 'Ask the API with curl from another terminal: curl localhost:8001/api/v1/pods', line: 'kubectl proxy' },
    { about: 'Take another port', line: 'kubectl proxy --port=8011' },
    { about: 'Take any free port; it is printed', line: 'kubectl proxy --port=0' },
    { about: 'Serve files of your own beside part of the API', line: 'kubectl proxy --www=./site --www-prefix=/static/ --api-prefix=/api/' },
    { about: 'Put the API below a path: curl localhost:8001/k8s/api/v1/pods', line: 'kubectl proxy --api-prefix=/k8s' },
  ],
  flags: {
    'accept-hosts': string(
      '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
      'Host names under which the proxy may be addressed: regular expressions between commas.',
    ),
    'accept-paths': string('^.*', 'Paths that may be asked for: regular expressions between commas.'),
    address: string('127.0.0.1', 'Address of this machine to listen on.'),
    'api-prefix': string('/', 'Path below which the API appears.'),
    'append-server-path': bool(false, "Put the path of the context's server address before the path of each request."),
    'disable-filter': bool(false, 'Let every request through. Then any web page that your browser shows can act on the cluster as you.'),
    keepalive: duration(0, 'How long an idle connection is kept open; 0 for no such limit.'),
    port: int(8001, 'Port to listen on; 0 takes any free one.', { shorthand: 'p' }),
    'reject-methods': string('^$', 'HTTP methods to refuse: regular expressions between commas (POST,PUT,PATCH makes the proxy read-only).'),
    'reject-paths': string('^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach', 'Paths to refuse even if --accept-paths lets them in.'),
    'unix-socket': string('', 'Listen on this Unix socket rather than on a port.', { shorthand: 'u' }),
    www: string('', 'Folder whose files are served, too.', { shorthand: 'w' }),
    'www-prefix': string('/static/', 'Path below which the files of --www appear.', { shorthand: 'P' }),
  },
  async run(invocation) {
    const { flags, io } = invocation
    const socket = flags['unix-socket']
    const transport = await invocation.transport()
    warn(io, flags, transport.server)
    const filter = flags['disable-filter'] ? undefined : requestFilter(io, flags)
    if (flags.port !== 8001 && socket !== '') throw new CommandError('cannot set --unix-socket and --port at the same time')
    await lookAtFolder(io, flags.www)
    if (!io.serve) throw new NotSimulated('kubectl proxy', 'listen on your machine, which this page cannot')
    const options = { transport, apiPrefix: slashed(flags['api-prefix']), filter, files: io.files, www: flags.www, wwwPrefix: slashed(flags['www-prefix']) }
    const at = socket === '' ? { host: flags.address, port: flags.port } : { path: socket }
    const listener = await listening(io.serve(at, (request) => answer(options, request)))
    io.stdout(`Starting to serve on ${socket === '' ? hostPort(flags.address, listener.port) : socket}\n`)
    await io.waitFor(new Promise<void>((resolve) => (io.signal.aborted ? resolve() : io.signal.addEventListener('abort', () => resolve()))))
    listener.close()
  },
})

const slashed = (prefix: string): string => (prefix.endsWith('/') ? prefix : `${prefix}/`)

async function listening(listener: Promise<LocalListener>): Promise<LocalListener> {
  try {
    return await listener
  } catch (error) {
    throw error instanceof ListenError ? new CommandError(error.message.replace(/^listen tcp[46]/, 'listen tcp')) : error
  }
}

function warn(
  io: KubectlIo,
  flags: { readonly 'append-server-path': boolean; readonly 'disable-filter': boolean; readonly 'unix-socket': string },
  server: string,
): void {
  const path = /^[a-z]+:\/\/[^/]*(\/.+)$/.exec(server)?.[1]
  if (!flags['append-server-path'] && path !== undefined)
    klog(io, 'W', 'proxy.go:172', `Your kube context contains a server path ${path}, use --append-server-path to automatically append the path to each request`)
  if (flags['disable-filter'] && flags['unix-socket'] === '')
    klog(io, 'W', 'proxy.go:177', 'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious')
}

async function lookAtFolder(io: KubectlIo, folder: string): Promise<void> {
  if (folder === '') return
  const kind = await io.files.stat(folder)
  if (kind === undefined) klog(io, 'W', 'proxy.go:200', `Failed to stat static file directory ${folder}: stat ${folder}: no such file or directory`)
  else if (kind !== 'folder') klog(io, 'W', 'proxy.go:202', `Static file directory ${folder} is not a directory`)
}
