/** The guestbook tutorial: a PHP page that writes to the leader of Redis and reads from its followers. */
import { defineImage, type ImageDefinition } from '../image.ts'
import { apachePhp } from '../programs/apache-php.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { type Reply, readReply } from '../programs/redis-protocol.ts'
import type { Running } from '../programs/web.ts'
import { debianSystem } from './base-systems.ts'
import { redis } from './redis.ts'

const page = `<html ng-app="redis">
  <head>
    <title>Guestbook</title>
    <script src="controllers.js"></script>
  </head>
  <body ng-controller="RedisCtrl">
    <h2>Guestbook</h2>
    <form>
      <input ng-model="msg" placeholder="Messages" type="text" name="input">
      <button type="button" ng-click="controller.onRedis()">Submit</button>
    </form>
    <div ng-repeat="msg in messages track by $index">{{msg}}</div>
  </body>
</html>
`

/** Asks Redis as Predis does; a text says why it did not answer. */
function ask(running: Running, role: 'leader' | 'follower', words: readonly string[]): Reply | string {
  const { process } = running
  const { network, source } = process.environment
  const fromEnv = process.env.get('GET_HOSTS_FROM') === 'env'
  const host = (fromEnv ? process.env.get(role === 'leader' ? 'REDIS_LEADER_SERVICE_HOST' : 'REDIS_FOLLOWER_SERVICE_HOST') : undefined) ?? `redis-${role}`
  const connection = network.connect(source, host, 6379)
  if (!connection.ok) {
    const why =
      connection.why === 'no-such-host'
        ? 'php_network_getaddresses: getaddrinfo failed: Name or service not known'
        : connection.why === 'timeout'
          ? 'Connection timed out'
          : 'Connection refused'
    return `${why} [tcp://${host}:6379]`
  }
  const { output } = network.exchange(connection, `${words.map((word) => JSON.stringify(word)).join(' ')}\n`)
  return output === '' ? 'Error while reading line from the server.' : readReply(output)
}

const failure = (text: string): string =>
  `<br />\n<b>Fatal error</b>:  Uncaught Predis\\Connection\\ConnectionException: ${text} in /usr/local/lib/php/Predis/Connection/AbstractConnection.php:155\n`

const program = apachePhp({
  memory: 18,
  cost: 3,
  php: '7.4.33',
  page(request, running) {
    if (request.plain !== '/guestbook.php') return undefined
    const [command, key = 'messages', value = ''] = ['cmd', 'key', 'value'].map((name) => request.query.get(name))
    if (command === undefined) return { body: '<h1>phpinfo()</h1>\n<p>PHP Version 7.4.33</p>\n' }
    const reply = command === 'set' ? ask(running, 'leader', ['SET', key, value]) : ask(running, 'follower', ['GET', key])
    if (typeof reply === 'string') return { body: failure(reply) }
    if (reply.kind === 'error') return { body: failure(reply.text) }
    return { type: 'application/json', body: command === 'set' ? '{"message": "Updated"}' : `{"data": "${reply.kind === 'bulk' ? reply.text : ''}"}` }
  },
})

const frontend = (repository: string): ImageDefinition =>
  defineImage({
    repository,
    tags: ['v1', 'v2', 'v3', 'v4', 'v5', 'v6'],
    size: 136_000_000,
    cmd: ['apache2-foreground'],
    workingDir: '/var/www/html',
    exposes: [80],
    stopSignal: 'WINCH',
    base: debianSystem,
    files: {
      '/var/www/html/index.html': page,
      '/var/www/html/guestbook.php': '<?php // ktutor runs its own copy of what this page does\n',
      '/var/www/html/controllers.js': '// The page in a browser asks guestbook.php.\n',
    },
    programs: { '/usr/local/bin/apache2-foreground': program },
  })

export const guestbookFrontends = [frontend('gcr.io/google-samples/gb-frontend'), frontend('docker.io/corelab/gb-frontend')]

/** redis-server as a replica of redis-leader. */
export const guestbookFollower = defineImage({
  ...redis,
  repository: 'gcr.io/google-samples/gb-redis-follower',
  tags: ['v1', 'v2', 'v3'],
  version: () => '6.0.5',
  base: debianSystem,
  entrypoint: [],
  cmd: ['/bin/sh', '-c', '/run.sh'],
  programs: {
    ...redis.programs,
    '/run.sh': defineProgram('run.sh', function* (process) {
      const leader = (process.env.get('GET_HOSTS_FROM') === 'env' && process.env.get('REDIS_LEADER_SERVICE_HOST')) || 'redis-leader'
      return yield* become(process, ['redis-server', '--replicaof', leader, '6379'], '/run.sh')
    }),
  },
})
