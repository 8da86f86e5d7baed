import { defineImage, type ImageDefinition } from '../image.ts'
import { mysqladmin, mysql as mysqlClient } from '../programs/mysql/client.ts'
import { mysqld, mysqlEntrypoint } from '../programs/mysql/server.ts'
import { debianSystem } from './base-systems.ts'

const files = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmysql:x:999:999::/var/lib/mysql:/bin/false\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  '/etc/group': 'root:x:0:\nmysql:x:999:\n',
  '/var/lib/mysql/': { text: '', uid: 999, mode: 0o777 },
  '/var/run/mysqld/': { text: '', uid: 999 },
  '/etc/mysql/conf.d/': '',
  '/docker-entrypoint-initdb.d/': '',
}

const shared: Omit<ImageDefinition, 'repository' | 'tags' | 'size' | 'programs'> = {
  entrypoint: ['docker-entrypoint.sh'],
  env: { GOSU_VERSION: '1.17' },
  exposes: [3306],
  base: debianSystem,
  files,
}

export const mysql = defineImage({
  ...shared,
  repository: 'docker.io/library/mysql',
  tags: (tag) =>
    /^(latest|lts|innovation|9(\.[0-5](\.\d)?)?|8(\.[04](\.\d{1,2})?)?|5(\.[67](\.\d{1,2})?)?|8-oracle|8\.[04]-debian|8\.0-oracle|5\.7-debian|9-oracle)$/.test(
      tag,
    ),
  size: (tag) => (tag.startsWith('5') ? 138_000_000 : 233_000_000),
  version: (tag) =>
    /^\d\.\d\.\d/.test(tag)
      ? tag
      : tag.startsWith('5.6')
        ? '5.6.51'
        : tag.startsWith('5')
          ? '5.7.44'
          : tag.startsWith('8.0')
            ? '8.0.43'
            : tag.startsWith('8') || tag === 'lts'
              ? '8.4.6'
              : '9.4.0',
  cmd: ['mysqld'],
  programs: {
    '/usr/local/bin/docker-entrypoint.sh': mysqlEntrypoint('MySQL', 'mysqld'),
    '/usr/sbin/mysqld': mysqld('MySQL'),
    '/usr/bin/mysql': mysqlClient('mysql'),
    '/usr/bin/mysqladmin': mysqladmin('mysqladmin'),
  },
})

/** Since 11 its programs have only their own names. */
export const mariadb = defineImage({
  ...shared,
  repository: 'docker.io/library/mariadb',
  tags: (tag) => /^(latest|lts|12(\.[0-1](\.\d)?)?|11(\.([0-8])(\.\d{1,2})?)?|10(\.(5|6|11)(\.\d{1,2})?)?)(-(noble|jammy|ubi\d?))?$/.test(tag),
  size: 103_000_000,
  version: (tag) =>
    /^\d+\.\d+\.\d/.test(tag) ? tag.replace(/-.*/, '') : tag.startsWith('10') ? '10.11.14' : tag.startsWith('11') || tag === 'lts' ? '11.8.3' : '12.0.2',
  cmd: ['mariadbd'],
  base: (tag) => (tag.startsWith('10') ? { ...debianSystem, programs: { ...debianSystem.programs, ...oldNames } } : debianSystem),
  programs: {
    '/usr/local/bin/docker-entrypoint.sh': mysqlEntrypoint('MariaDB', 'mariadbd'),
    '/usr/sbin/mariadbd': mysqld('MariaDB'),
    '/usr/bin/mariadb': mysqlClient('mariadb'),
    '/usr/bin/mariadb-admin': mysqladmin('mariadb-admin'),
  },
})

const oldNames = { '/usr/bin/mysql': mysqlClient('mariadb'), '/usr/bin/mysqladmin': mysqladmin('mariadb-admin'), '/usr/sbin/mysqld': mysqld('MariaDB') }
