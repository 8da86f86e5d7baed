import { defineImage } from '../image.ts'
import { become } from '../programs/process-commands.ts'
import { defineSteadyProgram } from '../programs/program.ts'
import { redisClient } from '../programs/redis-client.ts'
import { redisServer } from '../programs/redis-server.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'
import { versionOf } from './tags.ts'

const entrypoint = defineSteadyProgram('docker-entrypoint.sh', function* (process, args) {
  const command = args[0]?.startsWith('-') || args[0]?.endsWith('.conf') ? ['redis-server', ...args] : args
  return yield* become(process, command, '/usr/local/bin/docker-entrypoint.sh')
})

export const redis = defineImage({
  repository: 'docker.io/library/redis',
  tags: (tag) =>
    /^(latest|alpine|bookworm|(8(\.[0-4](\.\d)?)?|7(\.[0-4](\.\d{1,2})?)?|6(\.[0-2](\.\d{1,2})?)?|5(\.0(\.\d{1,2})?)?)(-alpine(3\.\d+)?|-bookworm)?)$/.test(
      tag,
    ),
  size: (tag) => (tag.includes('alpine') ? 17_210_000 : 53_920_000),
  version: (tag) =>
    /^7/.test(tag) ? versionOf(tag, '7.4.6') : /^6/.test(tag) ? versionOf(tag, '6.2.20') : /^5/.test(tag) ? '5.0.14' : versionOf(tag, '8.2.2'),
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  workingDir: '/data',
  exposes: [6379],
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  files: { '/data/': { text: '', uid: 999, mode: 0o777 } },
  programs: { '/usr/local/bin/redis-server': redisServer, '/usr/local/bin/redis-cli': redisClient, '/usr/local/bin/docker-entrypoint.sh': entrypoint },
})
