/** Collectors of logs, as DaemonSet examples run them: they start and follow the node's logs; where to they would send them is left out. */
import { defineImage, type ImageDefinition } from '../image.ts'
import type { Process, Program } from '../process.ts'
import { defineProgram } from '../programs/program.ts'
import { untilSignal } from '../programs/server.ts'
import { debianSystem } from './base-systems.ts'

const line = (process: Process, text: string): void =>
  process.out(`${new Date(process.now()).toISOString().slice(0, 19).replace('T', ' ')} +0000 [info]: ${text}\n`)

const program: Program = defineProgram('fluentd', function* (process) {
  const version = process.environment.image.definition.version?.(process.environment.image.tag) ?? '1.16.2'
  process.memory = 72 << 20
  process.cpu = 3
  line(process, 'parsing config file is succeeded path="/etc/fluent/fluent.conf"')
  line(process, `starting fluentd-${version} pid=${process.pid} ruby="3.1.4"`)
  line(process, '#0 starting fluentd worker pid=17 ppid=1 worker=0')
  line(process, '#0 fluentd worker is now running worker=0')
  yield* untilSignal(process, 'TERM', 'INT')
  line(process, 'Received graceful stop')
  line(process, 'Worker 0 finished with status 0')
  return 0
})

const fluentd = (repository: string, tags: RegExp): ImageDefinition =>
  defineImage({
    repository,
    tags: (tag) => tags.test(tag),
    size: 82_000_000,
    version: (tag) => /1\.\d+\.\d+/.exec(tag)?.[0] ?? '1.16.2',
    cmd: ['fluentd'],
    base: debianSystem,
    files: { '/etc/fluent/fluent.conf': '<source>\n  @type tail\n  path /var/log/containers/*.log\n</source>\n' },
    programs: { '/usr/local/bin/fluentd': program },
  })

export const fluentdImages = [
  fluentd('quay.io/fluentd_elasticsearch/fluentd', /^(latest|v[2-5]\.\d\.\d)$/),
  fluentd('docker.io/fluent/fluentd', /^(latest|edge(-debian)?|v1\.1[2-9](-debian)?(-\d\.\d)?|v1\.1[2-9]\.\d-(debian-)?\d\.\d)$/),
  fluentd('registry.k8s.io/fluentd-gcp', /^1\.\d{2}$/),
]
