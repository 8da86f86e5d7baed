import { defineCommand } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { bool, duration, int, string } from '../flags.ts'

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
  async run({ flags }) {
    if (flags.port !== 8001 && flags['unix-socket'] !== '') throw new CommandError('cannot set --unix-socket and --port at the same time')
    throw new NotSimulated('kubectl proxy', 'listen on your machine and pass requests on to the API server as you, until Ctrl-C')
  },
})
