import { defineImage } from '../image.ts'
import { mongod, mongoEntrypoint, mongosh } from '../programs/mongo/server.ts'
import { debianSystem } from './base-systems.ts'

export const mongo = defineImage({
  repository: 'docker.io/library/mongo',
  tags: (tag) => /^(latest|[4-8](\.[0-4](\.\d{1,2})?)?(-(noble|jammy|focal|bionic))?)$/.test(tag),
  size: 273_000_000,
  version: (tag) => /^\d\.\d\.\d+/.exec(tag)?.[0] ?? { 4: '4.4.29', 5: '5.0.31', 6: '6.0.26', 7: '7.0.25' }[Number(tag[0])] ?? '8.2.1',
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['mongod'],
  env: { HOME: '/data/db' },
  exposes: [27017],
  base: debianSystem,
  files: {
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmongodb:x:999:999::/data/db:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
    '/data/db/': { text: '', uid: 999, mode: 0o777 },
    '/data/configdb/': { text: '', uid: 999 },
  },
  programs: { '/usr/local/bin/docker-entrypoint.sh': mongoEntrypoint, '/usr/bin/mongod': mongod, '/usr/bin/mongosh': mongosh },
})
