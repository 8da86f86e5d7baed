import { defineImage, type ImageDefinition } from '../image.ts'
import { cassandra as server } from '../programs/cassandra/server.ts'
import { cqlsh, nodetool } from '../programs/cassandra/tools.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { debianSystem } from './base-systems.ts'

const shared: Omit<ImageDefinition, 'repository' | 'tags' | 'size'> = {
  exposes: [7000, 7001, 7199, 9042],
  base: debianSystem,
  programs: { '/usr/local/bin/cqlsh': cqlsh, '/usr/local/bin/nodetool': nodetool },
}

export const cassandra = defineImage({
  ...shared,
  repository: 'docker.io/library/cassandra',
  tags: (tag) => /^(latest|[345](\.(0|1|11)(\.\d{1,2})?)?(-(bookworm|jammy))?)$/.test(tag),
  size: 154_000_000,
  version: (tag) => /^\d\.\d+\.\d+/.exec(tag)?.[0] ?? (tag.startsWith('4') ? '4.1.10' : tag.startsWith('3') ? '3.11.19' : '5.0.5'),
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['cassandra', '-f'],
  files: { '/var/lib/cassandra/': { text: '', mode: 0o777 } },
  programs: {
    ...shared.programs,
    '/opt/cassandra/bin/cassandra': server('/var/lib/cassandra'),
    '/usr/local/bin/cassandra': server('/var/lib/cassandra'),
    '/usr/local/bin/docker-entrypoint.sh': defineProgram('docker-entrypoint.sh', function* (process, args) {
      return yield* become(process, args[0]?.startsWith('-') ? ['cassandra', '-f', ...args] : args, '/usr/local/bin/docker-entrypoint.sh')
    }),
  },
})

/** The one of the StatefulSet tutorial. */
export const sampleCassandra = defineImage({
  ...shared,
  repository: 'gcr.io/google-samples/cassandra',
  tags: ['v11', 'v12', 'v13', 'v14'],
  size: 116_000_000,
  version: () => '3.11.2',
  cmd: ['/usr/bin/dumb-init', '/bin/bash', '/run.sh'],
  files: {
    '/cassandra_data/': '',
    '/ready-probe.sh': { text: '#!/bin/bash\nif [ "$(nodetool status | grep "$POD_IP" | cut -c1-2)" = UN ]; then exit 0; fi\nexit 1\n', mode: 0o755 },
  },
  programs: {
    ...shared.programs,
    '/usr/bin/dumb-init': defineProgram('dumb-init', function* (process) {
      return yield* become(process, ['/run.sh'], 'dumb-init')
    }),
    '/run.sh': server('/cassandra_data'),
  },
})
