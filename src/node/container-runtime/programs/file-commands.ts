/** cat, ls, mkdir, rm, cp, mv, touch, ln, chmod, chown, stat, readlink, du, basename, dirname. */
import { FileError } from '../file-error.ts'
import { absolute, baseName, parentOf } from '../path.ts'
import type { Process, Program } from '../process.ts'
import { readOptions } from './options.ts'
import { defineProgram, invalidOption, isGnu, readSome, writeSlowly } from './program.ts'

export const cat: Program = defineProgram('cat', function* (process, args) {
  const { flags, operands, unknown } = readOptions(args, 'unAbevstET')
  if (unknown) return invalidOption(process, 'cat', unknown)
  let status = 0
  let number = 0
  const show = (text: string): string =>
    flags.has('n') ? text.replace(/^.*\n?/gm, (line) => (line === '' ? '' : `${String(++number).padStart(6)}\t${line}`)) : text
  for (const name of operands.length > 0 ? operands : ['-']) {
    if (name === '-') {
      for (let part = yield* readSome(process); part !== undefined; part = yield* readSome(process)) yield* writeSlowly(process, show(part))
      continue
    }
    try {
      const node = process.files.get(process.path(name))
      if (node.kind === 'device' && node.device !== 'null') for (;;) yield* writeSlowly(process, '\0'.repeat(4096))
      process.out(show(process.files.read(process.path(name), process)))
    } catch (error) {
      if (error instanceof FileError && error.code === 'EISDIR') {
        process.err(isGnu(process) ? `cat: ${name}: Is a directory\n` : `cat: read error: Is a directory\n`)
        status = 1
      } else if (error instanceof FileError) {
        process.err(isGnu(process) ? `cat: ${name}: ${error.message}\n` : `cat: can't open '${name}': ${error.message}\n`)
        status = 1
      } else throw error
    }
  }
  return status
})

/** Runs an action on each path; an error is said and makes the status 1. */
export function each(
  process: Process,
  program: string,
  names: readonly string[],
  action: (path: string, name: string) => void,
  words: (name: string, error: FileError) => string,
): number {
  if (names.length === 0) {
    process.err(
      isGnu(process)
        ? `${program}: missing operand\nTry '${program} --help' for more information.\n`
        : `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: ${program} FILE...\n`,
    )
    return 1
  }
  let status = 0
  for (const name of names) {
    try {
      action(process.path(name), name)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      process.err(`${program}: ${words(name, error)}\n`)
      status = 1
    }
  }
  return status
}

export const mkdir: Program = defineProgram('mkdir', (process, args) => {
  const { flags, operands } = readOptions(args, 'pm:v', ['parents'])
  return each(
    process,
    'mkdir',
    operands,
    (path) => (flags.has('p') || flags.has('parents') ? process.files.makeFolders(path, process) : process.files.makeFolder(path, process)),
    (name, error) => (isGnu(process) ? `cannot create directory '${name}': ${error.message}` : `can't create directory '${name}': ${error.message}`),
  )
})

export const rmdir: Program = defineProgram('rmdir', (process, args) =>
  each(
    process,
    'rmdir',
    readOptions(args, 'p').operands,
    (path) => {
      if (process.files.get(path, false).kind !== 'folder') throw new FileError('ENOTDIR')
      process.files.remove(path, process)
    },
    (name, error) => (isGnu(process) ? `failed to remove '${name}': ${error.message}` : `'${name}': ${error.message}`),
  ),
)

export const rm: Program = defineProgram('rm', (process, args) => {
  const { flags, operands } = readOptions(args, 'rRfiv', ['recursive', 'force'])
  const recursive = flags.has('r') || flags.has('R') || flags.has('recursive')
  const force = flags.has('f') || flags.has('force')
  if (force && operands.length === 0) return 0
  return each(
    process,
    'rm',
    operands,
    (path) => {
      const node = process.files.find(path, false)
      if (!node && force) return
      if (node?.kind === 'folder' && !recursive) throw new FileError('EISDIR')
      if (recursive) process.files.removeAll(path, process)
      else process.files.remove(path, process)
    },
    (name, error) =>
      isGnu(process)
        ? `cannot remove '${name}': ${error.message}`
        : error.code === 'EISDIR'
          ? `'${name}' is a directory`
          : `can't remove '${name}': ${error.message}`,
  )
})

/** The path that `source` gets at `target`, which may be a folder. */
const destination = (process: Process, source: string, target: string): string => {
  const path = process.path(target)
  return process.files.find(path)?.kind === 'folder' ? absolute(baseName(process.path(source)), path) : path
}

function transfer(name: 'cp' | 'mv'): Program {
  return defineProgram(name, (process, args) => {
    const { flags, operands } = readOptions(args, 'rRafpvLdinuT', ['recursive'])
    const target = operands.at(-1)
    if (operands.length < 2 || target === undefined) {
      process.err(
        isGnu(process)
          ? `${name}: missing ${operands.length === 0 ? 'file operand' : `destination file operand after '${operands[0]}'`}\nTry '${name} --help' for more information.\n`
          : `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: ${name} SOURCE... DEST\n`,
      )
      return 1
    }
    const whole = name === 'mv' || flags.has('r') || flags.has('R') || flags.has('a') || flags.has('recursive')
    let status = 0
    for (const source of operands.slice(0, -1)) {
      const node = process.files.find(process.path(source), name === 'cp')
      if (!node) {
        process.err(
          isGnu(process)
            ? `${name}: cannot stat '${source}': No such file or directory\n`
            : `${name}: can't ${name === 'mv' ? 'rename' : 'stat'} '${source}': No such file or directory\n`,
        )
        status = 1
        continue
      }
      if (node.kind === 'folder' && !whole) {
        process.err(isGnu(process) ? `cp: -r not specified; omitting directory '${source}'\n` : `cp: omitting directory '${source}'\n`)
        status = 1
        continue
      }
      const path = destination(process, source, target)
      try {
        if (!process.files.find(parentOf(path))) throw new FileError('ENOENT')
        process.files.place(
          path,
          node.kind === 'file' && name === 'cp'
            ? { ...node, text: process.files.read(process.path(source), process), mtime: process.now(), uid: process.uid }
            : node,
          process,
        )
        if (name === 'mv') process.files.removeAll(process.path(source), process)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        process.err(
          isGnu(process)
            ? `${name}: cannot ${name === 'cp' ? 'create regular file' : 'move'} '${target}': ${error.message}\n`
            : `${name}: can't create '${path}': ${error.message}\n`,
        )
        status = 1
      }
    }
    return status
  })
}

export const cp = transfer('cp')
export const mv = transfer('mv')

export const touch: Program = defineProgram('touch', (process, args) =>
  each(
    process,
    'touch',
    readOptions(args, 'acmd:t:r:').operands,
    (path) => process.files.touch(path, process),
    (name, error) => (isGnu(process) ? `cannot touch '${name}': ${error.message}` : `${name}: ${error.message}`),
  ),
)

export const ln: Program = defineProgram('ln', (process, args) => {
  const { flags, operands } = readOptions(args, 'sfnvT', ['symbolic', 'force'])
  const [target = '', name = baseName(target)] = operands
  const path = destination(process, target, name)
  try {
    if (flags.has('f') && process.files.find(path, false)) process.files.remove(path, process)
    if (flags.has('s') || flags.has('symbolic')) process.files.link(target, path, process)
    else process.files.place(path, process.files.get(process.path(target)), process)
    return 0
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    process.err(
      isGnu(process) ? `ln: failed to create ${flags.has('s') ? 'symbolic ' : ''}link '${name}': ${error.message}\n` : `ln: ${name}: ${error.message}\n`,
    )
    return 1
  }
})

/** `755`, `u+x`, `go-w`, `a=r` applied to a mode. */
function changedMode(spec: string, mode: number): number | undefined {
  if (/^[0-7]{3,4}$/.test(spec)) return Number.parseInt(spec, 8)
  let result = mode
  for (const clause of spec.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause)
    if (!match) return undefined
    const who = match[1] === '' || match[1]?.includes('a') ? 'ugo' : (match[1] as string)
    let bits = 0
    for (const [letter, bit] of [
      ['r', 4],
      ['w', 2],
      ['x', 1],
    ] as const)
      if (match[3]?.includes(letter)) bits |= bit
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (!who.includes(letter)) continue
      if (match[2] === '+') result |= bits << shift
      else if (match[2] === '-') result &= ~(bits << shift)
      else result = (result & ~(7 << shift)) | (bits << shift)
    }
  }
  return result
}

export const chmod: Program = defineProgram('chmod', (process, args) => {
  const words = args.filter((arg) => !/^-[Rvf]+$/.test(arg))
  const [spec = '', ...names] = words
  if (changedMode(spec, 0) === undefined) {
    process.err(isGnu(process) ? `chmod: invalid mode: '${spec}'\nTry 'chmod --help' for more information.\n` : `chmod: invalid mode '${spec}'\n`)
    return 1
  }
  return each(
    process,
    'chmod',
    names,
    (path) => process.files.changeMode(path, changedMode(spec, process.files.get(path).mode) as number, process),
    (name, error) => (isGnu(process) ? `cannot access '${name}': ${error.message}` : `${name}: ${error.message}`),
  )
})

export const chown: Program = defineProgram('chown', (process, args) => {
  const [owner = '', ...names] = args.filter((arg) => !arg.startsWith('-'))
  const user = owner.split(/[:.]/)[0] ?? ''
  const passwd = process.files.find('/etc/passwd') ? process.files.read('/etc/passwd') : ''
  const uid = /^\d+$/.test(user)
    ? Number(user)
    : Number(
        passwd
          .split('\n')
          .find((line) => line.startsWith(`${user}:`))
          ?.split(':')[2] ?? Number.NaN,
      )
  if (Number.isNaN(uid)) {
    process.err(isGnu(process) ? `chown: invalid user: '${owner}'\n` : `chown: unknown user ${user}\n`)
    return 1
  }
  return each(
    process,
    'chown',
    names,
    (path) => process.files.changeOwner(path, uid, process),
    (name, error) => (isGnu(process) ? `changing ownership of '${name}': ${error.message}` : `${name}: ${error.message}`),
  )
})
