import { defineImage } from '../image.ts'
import { createdb, dropdb, pgIsready, psql } from '../programs/postgres/psql.ts'
import { postgresEntrypoint, postgres as server } from '../programs/postgres/server.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'

const newest: Readonly<Record<number, string>> = { 12: '12.22', 13: '13.22', 14: '14.19', 15: '15.14', 16: '16.10', 17: '17.6', 18: '18.0' }

/** The full version that a tag means. */
const versionOf = (tag: string): string => {
  const [, major = '18', minor] = /^(\d+)(?:\.(\d+))?/.exec(tag) ?? []
  return minor === undefined ? (newest[Number(major)] ?? '18.0') : `${major}.${minor}`
}

export const postgres = defineImage({
  repository: 'docker.io/library/postgres',
  tags: (tag) => /^(latest|alpine|bookworm|trixie|1[2-8](\.\d{1,2})?(-(alpine(3\.\d+)?|bookworm|trixie|bullseye))?)$/.test(tag),
  size: (tag) => (tag.includes('alpine') ? 109_600_000 : 161_900_000),
  version: versionOf,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['postgres'],
  env: { PGDATA: '/var/lib/postgresql/data', LANG: 'en_US.utf8', GOSU_VERSION: '1.19' },
  exposes: [5432],
  stopSignal: 'INT',
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  files: {
    '/etc/passwd':
      'root:x:0:0:root:/root:/bin/bash\npostgres:x:999:999::/var/lib/postgresql:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
    '/etc/group': 'root:x:0:\npostgres:x:999:\n',
    '/var/lib/postgresql/': { text: '', uid: 999 },
    '/var/lib/postgresql/data/': { text: '', uid: 999, mode: 0o777 },
    '/var/run/postgresql/': { text: '', uid: 999, mode: 0o775 },
    '/docker-entrypoint-initdb.d/': '',
  },
  programs: {
    '/usr/local/bin/docker-entrypoint.sh': postgresEntrypoint,
    '/usr/local/bin/postgres': server,
    '/usr/local/bin/psql': psql,
    '/usr/local/bin/createdb': createdb,
    '/usr/local/bin/dropdb': dropdb,
    '/usr/local/bin/pg_isready': pgIsready,
  },
})
