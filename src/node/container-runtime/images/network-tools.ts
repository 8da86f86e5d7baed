/** Boxes of tools for looking into a network, and git. */
import { defineImage, type ImageDefinition } from '../image.ts'
import type { Program } from '../process.ts'
import { bindNslookup, host } from '../programs/bind-tools.ts'
import { curl } from '../programs/curl.ts'
import { dig } from '../programs/dig.ts'
import { nginxEntrypoint, nginx as nginxProgram } from '../programs/nginx.ts'
import { defineProgram } from '../programs/program.ts'
import { bash } from '../shell/sh.ts'
import { alpineSystem } from './base-systems.ts'
import { nginx } from './nginx.ts'

const leftOut = (name: string, what: string): Program =>
  defineProgram(name, (process) => {
    process.err(`${name}: ktutor does not simulate ${what}: the real ${name} does\n`)
    return 1
  })

const tools: Readonly<Record<string, Program>> = {
  '/bin/bash': bash,
  '/usr/bin/curl': curl,
  '/usr/bin/dig': dig,
  '/usr/bin/host': host,
  '/usr/bin/nslookup': bindNslookup,
  '/usr/bin/tcpdump': leftOut('tcpdump', 'packets'),
  '/usr/bin/traceroute': leftOut('traceroute', 'hops between routers'),
  '/usr/bin/nmap': leftOut('nmap', 'port scans; nc -z asks for one port'),
  '/usr/bin/iperf3': leftOut('iperf3', 'throughput'),
  '/usr/sbin/iptables': leftOut('iptables', 'the kernel rules; `reach` at the prompt tells what they do'),
}

export const netshoot = defineImage({
  repository: 'docker.io/nicolaka/netshoot',
  tags: (tag) => /^(latest|v0\.\d{1,2})$/.test(tag),
  size: 201_000_000,
  cmd: ['zsh'],
  workingDir: '/root',
  base: alpineSystem,
  programs: { ...tools, '/bin/zsh': bash },
})

/** The tools, and nginx that says where it is. */
const multitool = (repository: string): ImageDefinition =>
  defineImage({
    ...nginx,
    repository,
    tags: (tag) => /^(latest|minimal|alpine-minimal|extra|alpine-extra|openshift|fedora)$/.test(tag),
    size: 27_000_000,
    version: () => '1.24.0',
    entrypoint: ['/docker-entrypoint.sh'],
    base: alpineSystem,
    files: {
      ...nginx.files,
      '/docker-entrypoint.d/': '',
      '/etc/nginx/conf.d/default.conf': `server {\n    listen 80;\n    location / {\n        default_type text/html;\n        return 200 'Praqma Network MultiTool (with NGINX) - $hostname - $server_addr - HTTP: 80 , HTTPS: 443\\n';\n    }\n}\n`,
    },
    programs: { ...tools, '/usr/sbin/nginx': nginxProgram, '/docker-entrypoint.sh': nginxEntrypoint },
  })

export const multitools = [multitool('docker.io/praqma/network-multitool'), multitool('docker.io/wbitt/network-multitool')]

/** git finds no server in here, and says so as it does. */
const git: Program = defineProgram('git', function* (process, args) {
  const [verb, ...rest] = args
  if (verb === '--version' || verb === 'version') {
    process.out('git version 2.49.1\n')
    return 0
  }
  if (verb !== 'clone') {
    process.err(
      verb === undefined || verb === '--help'
        ? 'usage: git [-v | --version] [-h | --help] [-C <path>] <command> [<args>]\n'
        : `git: ktutor does not simulate "git ${verb}": the real git does\n`,
    )
    return 1
  }
  const url = rest.find((arg) => /:\/\/|@/.test(arg)) ?? rest.at(-1) ?? ''
  const [, name = ''] = /([^/]+?)(?:\.git)?$/.exec(url) ?? []
  const machine = /:\/\/(?:[^@/]*@)?([^:/]+)/.exec(url)?.[1] ?? ''
  process.err(`Cloning into '${rest.at(-1) === url ? name : rest.at(-1)}'...\n`)
  const { network, source } = process.environment
  const connection = network.connect(source, machine, url.startsWith('http:') ? 80 : 443)
  yield (wake) => {
    const timer = process.environment.clock.after(Math.min(20, connection.seconds) * 1000, wake)
    return () => timer.cancel()
  }
  const why = connection.ok
    ? 'The requested URL returned error: 404'
    : connection.why === 'no-such-host'
      ? `Could not resolve host: ${machine}`
      : `Failed to connect to ${machine} port 443 after 20 ms: Could not connect to server`
  process.err(`fatal: unable to access '${url}/': ${why}\n`)
  return 128
})

export const alpineGit = defineImage({
  repository: 'docker.io/alpine/git',
  tags: (tag) => /^(latest|v?2\.\d{1,2}\.\d|edge-2\.\d{1,2}\.\d)$/.test(tag),
  size: 29_000_000,
  entrypoint: ['git'],
  cmd: ['--help'],
  workingDir: '/git',
  base: alpineSystem,
  programs: { '/usr/bin/git': git },
})
