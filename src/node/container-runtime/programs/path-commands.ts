/** basename, dirname, readlink, mktemp, dd. */
import { FileError } from '../file-error.ts'
import { baseName, parentOf } from '../path.ts'
import type { Program } from '../process.ts'
import { forSignals } from '../sleep.ts'
import { human } from './listing.ts'
import { readOptions } from './options.ts'
import { byteLength, complain, defineProgram, isGnu, readSome } from './program.ts'

export const readlink: Program = defineProgram('readlink', (process, args) => {
  const { flags, operands } = readOptions(args, 'fen')
  const path = process.path(operands[0] ?? '')
  const node = process.files.find(path, false)
  const target = flags.has('f') || flags.has('e') ? (process.files.real(path) ?? path) : node?.kind === 'link' ? node.target : undefined
  if (target === undefined) return 1
  process.out(`${target}\n`)
  return 0
})

export const basename: Program = defineProgram('basename', (process, args) => {
  const name = baseName((args[0] ?? '').replace(/\/+$/, '')) || '/'
  process.out(`${args[1] && name !== args[1] && name.endsWith(args[1]) ? name.slice(0, -args[1].length) : name}\n`)
  return 0
})

export const dirname: Program = defineProgram('dirname', (process, args) => {
  const name = (args[0] ?? '').replace(/\/+$/, '')
  process.out(`${name.includes('/') ? parentOf(name) : '.'}\n`)
  return 0
})

export const mktemp: Program = defineProgram('mktemp', (process, args) => {
  const path = `/tmp/tmp.${[...process.environment.random.hex(6)].map((digit) => 'AbCdEfGhIjKlMnOp'[Number.parseInt(digit, 16)]).join('')}`
  if (args.includes('-d')) process.files.makeFolder(path, process)
  else process.files.write(path, '', { who: process, mode: 0o600 })
  process.out(`${path}\n`)
  return 0
})

export const dd: Program = defineProgram('dd', function* (process, args) {
  const of = Object.fromEntries(args.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]))
  const units: Record<string, number> = { '': 1, c: 1, k: 1024, K: 1024, M: 1 << 20, G: 1 << 30, kB: 1000, MB: 1e6 }
  const size = /^(\d+)(c|k|K|M|G|kB|MB)?$/.exec(of.bs ?? '512')
  const bytes = Number(size?.[1] ?? 512) * (units[size?.[2] ?? ''] ?? 1)
  const zero = /^\/dev\/(zero|u?random)$/.test(of.if ?? '')
  const count = of.count === undefined ? undefined : Number(of.count)
  const text = zero ? '' : of.if === undefined ? ((yield* readSome(process)) ?? '') : process.files.read(process.path(of.if), process)
  const total = zero ? bytes * (count ?? 0) : byteLength(text)
  if (zero && count === undefined) for (;;) yield forSignals
  try {
    if (of.of !== undefined) process.files.write(process.path(of.of), text, { who: process, ...(zero ? { size: total } : {}) })
    else process.out(text)
  } catch (error) {
    if (error instanceof FileError && error.code === 'ENOSPC') {
      process.err(`dd: error writing '${of.of}': ${error.message}\n`)
      return 1
    }
    return complain(process, 'dd', of.of ?? '', error, 'open')
  }
  const records = count ?? Math.floor(total / bytes)
  process.err(`${records}+0 records in\n${records}+0 records out\n`)
  const speed = human(total / 0.01)
  process.err(isGnu(process) ? `${total} bytes copied, 0.01 s, ${speed}B/s\n` : `${total} bytes (${human(total)}B) copied, 0.010000 seconds, ${speed}B/s\n`)
  return 0
})
