/** apk, apt, checksums: package tools find no network in here and say so as they really do. */
import type { Program } from '../process.ts'
import { defineProgram } from './program.ts'

export const apk: Program = defineProgram('apk', (process, args) => {
  const command = args.find((arg) => !arg.startsWith('-'))
  if (command !== 'add' && command !== 'update') {
    process.out('apk-tools 2.14.9, compiled for x86_64.\n')
    return command === undefined ? 1 : 0
  }
  const mirror = 'https://dl-cdn.alpinelinux.org/alpine/v3.22'
  for (const repository of ['main', 'community']) {
    process.out(`fetch ${mirror}/${repository}/x86_64/APKINDEX.tar.gz\n`)
    process.err(`WARNING: fetching ${mirror}/${repository}: temporary error (try again later)\n`)
  }
  if (command === 'update') {
    process.out('2 unavailable, 0 stale; 16 distinct packages available\n')
    return 2
  }
  process.err('ERROR: unable to select packages:\n')
  const names = args.filter((arg) => !arg.startsWith('-') && arg !== 'add')
  for (const name of names) process.err(`  ${name} (no such package):\n    required by: world[${name}]\n`)
  return names.length
})

export const apt: Program = defineProgram('apt', (process, args) => {
  const command = args.find((arg) => !arg.startsWith('-'))
  if (command === 'update') {
    for (const suite of ['bookworm', 'bookworm-updates'])
      process.out(`Err:1 http://deb.debian.org/debian ${suite} InRelease\n  Temporary failure resolving 'deb.debian.org'\n`)
    process.out('Reading package lists...\n')
    process.err(
      "W: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  Temporary failure resolving 'deb.debian.org'\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n",
    )
    return 0
  }
  if (command === 'install') {
    process.out('Reading package lists...\nBuilding dependency tree...\nReading state information...\n')
    for (const name of args.filter((arg) => !arg.startsWith('-') && arg !== 'install')) process.err(`E: Unable to locate package ${name}\n`)
    return 100
  }
  process.out('apt 2.6.1 (amd64)\n')
  return 0
})
