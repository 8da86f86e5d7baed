/** The systems under the images: busybox, Alpine, Debian. Each is its files and its commands. */
import type { BaseSystem } from '../image.ts'
import type { Program } from '../process.ts'
import { md5sum, sha256sum } from '../programs/checksum.ts'
import { date, uptime } from '../programs/date.ts'
import { df } from '../programs/df.ts'
import { echo, printf, seq, yes, yesNo } from '../programs/echo.ts'
import * as file from '../programs/file-commands.ts'
import { find, xargs } from '../programs/find.ts'
import { getent } from '../programs/getent.ts'
import { egrep, fgrep, grep } from '../programs/grep.ts'
import * as listing from '../programs/listing.ts'
import { ip, netstat, ping } from '../programs/network-commands.ts'
import { nslookup } from '../programs/nslookup.ts'
import { apk, apt } from '../programs/package-commands.ts'
import * as path from '../programs/path-commands.ts'
import * as process from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { fullScreen } from '../programs/refuse.ts'
import { sed } from '../programs/sed.ts'
import * as system from '../programs/system-commands.ts'
import { tail } from '../programs/tail.ts'
import { tar } from '../programs/tar.ts'
import { bracketTest, test } from '../programs/test.ts'
import * as text from '../programs/text-commands.ts'
import { nc, wget } from '../programs/wget.ts'
import { ash, bash, dash } from '../shell/sh.ts'

const coreutils: Record<string, Program> = {
  echo,
  printf,
  seq,
  yes,
  ...yesNo,
  test,
  '[': bracketTest,
  cat: file.cat,
  ls: listing.ls,
  mkdir: file.mkdir,
  rmdir: file.rmdir,
  rm: file.rm,
  cp: file.cp,
  mv: file.mv,
  touch: file.touch,
  ln: file.ln,
  chmod: file.chmod,
  chown: file.chown,
  stat: listing.stat,
  readlink: path.readlink,
  realpath: defineProgram('realpath', (self, args) => {
    self.out(`${self.files.real(self.path(args[0] ?? '.')) ?? self.path(args[0] ?? '.')}\n`)
    return 0
  }),
  du: listing.du,
  df,
  dd: path.dd,
  basename: path.basename,
  dirname: path.dirname,
  mktemp: path.mktemp,
  head: text.head,
  tail,
  wc: text.wc,
  sort: text.sort,
  uniq: text.uniq,
  cut: text.cut,
  tr: text.tr,
  tee: text.tee,
  tac: text.tac,
  nl: text.nl,
  base64: text.base64,
  md5sum,
  sha256sum,
  date,
  env: system.env,
  printenv: system.printenv,
  hostname: system.hostname,
  id: system.id,
  whoami: system.whoami,
  uname: system.uname,
  nproc: system.nproc,
  sleep: process.sleep,
  timeout: process.timeout,
  nohup: process.nohup,
  tty: system.tty,
  pwd: defineProgram('pwd', (self) => {
    self.out(`${self.cwd}\n`)
    return 0
  }),
  grep,
  egrep,
  fgrep,
  sed,
  tar,
  find,
  xargs,
  which: system.which,
  mount: system.mount,
}

const applets: Record<string, Program> = {
  ...coreutils,
  sh: ash,
  ash,
  rev: text.rev,
  ps: process.ps,
  kill: process.kill,
  killall: process.killall,
  pidof: process.pidof,
  free: system.free,
  uptime,
  wget,
  nc,
  nslookup,
  ping,
  netstat,
  ip,
  vi: fullScreen('vi', 'write files with echo or cat and a heredoc'),
  top: fullScreen('top', 'look at ps'),
  more: fullScreen('more', 'use cat'),
  less: fullScreen('less', 'use cat'),
}

/** `busybox ls -l` runs the applet; alone it tells its version. */
const busyboxProgram = (known: Record<string, Program>): Program =>
  defineProgram('busybox', function* (self, args) {
    const applet = known[args[0] ?? '']
    if (args[0] === '--list') {
      self.out(
        Object.keys(known)
          .sort()
          .map((name) => `${name}\n`)
          .join(''),
      )
      return 0
    }
    if (applet) {
      self.argv = args
      return yield* applet.run(self, args.slice(1))
    }
    if (args.length > 0) {
      self.err(`${args[0]}: applet not found\n`)
      return 127
    }
    self.out('BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n')
    return 0
  })

const inFolder = (folder: string, programs: Record<string, Program>): Record<string, Program> =>
  Object.fromEntries(Object.entries(programs).map(([name, program]) => [`${folder}/${name}`, program]))

const accounts = (shell: string, more = '', groups = ''): Record<string, string> => ({
  '/etc/passwd': `root:x:0:0:root:/root:${shell}\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\n${more}nobody:x:65534:65534:nobody:/home:/bin/false\n`,
  '/etc/group': `root:x:0:\ndaemon:x:1:\nbin:x:2:\nwww-data:x:33:\n${groups}nobody:x:65534:\n`,
  '/root/': '',
  '/home/': '',
  '/tmp/': '',
  '/var/': '',
  '/usr/': '',
})

export const busyboxSystem: BaseSystem = {
  flavor: 'busybox',
  files: accounts('/bin/sh'),
  programs: { ...inFolder('/bin', applets), '/bin/busybox': busyboxProgram(applets) },
}

const alpineRelease = `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.2\nPRETTY_NAME="Alpine Linux v3.22"\nHOME_URL="https://alpinelinux.org/"\n`

export const alpineSystem: BaseSystem = {
  flavor: 'busybox',
  files: {
    ...accounts('/bin/ash', 'nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\n', 'nginx:x:101:\n'),
    '/etc/os-release': alpineRelease,
    '/etc/alpine-release': '3.22.2\n',
    '/var/log/': '',
    '/opt/': '',
    '/srv/': '',
  },
  programs: { ...inFolder('/bin', applets), '/bin/busybox': busyboxProgram(applets), '/sbin/apk': apk, '/sbin/ip': ip, '/usr/bin/getent': getent },
}

const debianRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nID=debian\nHOME_URL="https://www.debian.org/"\n`

/** Debian as slim images have it: no ps, no curl, no ping, no editor. */
export const debianSystem: BaseSystem = {
  flavor: 'gnu',
  files: {
    ...accounts('/bin/bash', 'nginx:x:101:101:nginx user:/nonexistent:/bin/false\nredis:x:999:999::/home/redis:/bin/sh\n', 'nginx:x:101:\nredis:x:999:\n'),
    '/etc/os-release': debianRelease,
    '/etc/debian_version': '12.12\n',
    '/bin': '-> usr/bin',
    '/sbin': '-> usr/sbin',
    '/var/log/': '',
    '/opt/': '',
    '/srv/': '',
  },
  programs: { ...inFolder('/usr/bin', { ...coreutils, sh: dash, dash, bash, rev: text.rev, 'apt-get': apt, apt, kill: process.kill, getent }) },
}

/** No shell, no commands: images from scratch or distroless. */
export const emptySystem: BaseSystem = {
  flavor: 'gnu',
  files: { '/etc/passwd': 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' },
  programs: {},
}
