/** cat, ls, mkdir, rm, cp, mv, touch, ln, chmod, chown, stat, readlink, du, basename, dirname. */
import { absolute, baseName, FileError, parentOf } from '../filesystem.ts'
import type { Node } from '../folder.ts'
import type { Process, Program } from '../process.ts'
import { readOptions } from './options.ts'
import { byteLength, complain, defineProgram, invalidOption, isGnu, readSome, writeSlowly } from './program.ts'

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

const sizeOf = (node: Node): number => {
  if (node.kind === 'file') return node.size ?? byteLength(typeof node.text === 'function' ? node.text() : node.text)
  return node.kind === 'link' ? node.target.length : node.kind === 'folder' ? 4096 : 0
}

export function modeText(node: Node): string {
  const bits = 'rwxrwxrwx'
  const type = node.kind === 'folder' ? 'd' : node.kind === 'link' ? 'l' : node.kind === 'device' ? 'c' : '-'
  const text = [...bits].map((bit, i) => (node.mode & (1 << (8 - i)) ? bit : '-')).join('')
  return type + (node.mode & 0o1000 ? text.slice(0, 8) + (text[8] === 'x' ? 't' : 'T') : text)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function when(process: Process, ms: number): string {
  const date = new Date(ms)
  const recent = Math.abs(process.now() - ms) < 182 * 86_400_000
  const day = String(date.getUTCDate()).padStart(2, isGnu(process) ? ' ' : ' ')
  const time = recent ? `${String(date.getUTCHours()).padStart(2, '0')}:${String(date.getUTCMinutes()).padStart(2, '0')}` : ` ${date.getUTCFullYear()}`
  return `${months[date.getUTCMonth()]} ${day} ${time}`
}

const nameOf = (process: Process, uid: number): string => {
  const passwd = process.files.find('/etc/passwd') ? process.files.read('/etc/passwd') : ''
  return (
    passwd
      .split('\n')
      .find((line) => line.split(':')[2] === String(uid))
      ?.split(':')[0] ?? String(uid)
  )
}

const human = (bytes: number): string => {
  if (bytes < 1024) return String(bytes)
  const units = ['K', 'M', 'G', 'T']
  let value = bytes / 1024
  let i = 0
  for (; value >= 1024; i++) value /= 1024
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${units[i]}`
}

function longLines(process: Process, folder: string, names: readonly string[], flags: ReadonlySet<string>): string {
  const rows = names.map((name) => {
    const node = process.files.get(absolute(name, folder), false)
    return {
      node,
      name: name + (node.kind === 'link' ? ` -> ${node.target}` : ''),
      size: flags.has('h') ? human(sizeOf(node)) : String(sizeOf(node)),
      user: nameOf(process, node.uid),
    }
  })
  const gnu = isGnu(process)
  const width = Math.max(gnu ? 1 : 9, ...rows.map((row) => row.size.length))
  const users = Math.max(gnu ? 1 : 8, ...rows.map((row) => row.user.length))
  return rows
    .map(({ node, name, size, user }) => {
      const links = String(node.kind === 'folder' ? 2 : 1).padStart(gnu ? 1 : 5)
      const owner = gnu ? `${user.padEnd(users)} ${user.padEnd(users)}` : `${user.padEnd(users)} ${user.padEnd(users)}`
      return `${modeText(node)} ${links} ${owner} ${size.padStart(width)} ${when(process, node.mtime)} ${name}\n`
    })
    .join('')
}

export const ls: Program = defineProgram('ls', (process, args) => {
  const { flags, operands, unknown } = readOptions(args, 'laA1hdRtrSiFpnLc', ['all', 'color='])
  if (unknown) return invalidOption(process, 'ls', unknown)
  let status = 0
  const files: string[] = []
  const folders: string[] = []
  for (const name of operands.length > 0 ? operands : ['.']) {
    try {
      const node = process.files.get(process.path(name))
      if (node.kind === 'folder' && !flags.has('d')) folders.push(name)
      else files.push(name)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      if (process.files.find(process.path(name), false)) files.push(name)
      else {
        process.err(isGnu(process) ? `ls: cannot access '${name}': ${error.message}\n` : `ls: ${name}: ${error.message}\n`)
        status = isGnu(process) ? 2 : 1
      }
    }
  }
  const columns = process.descriptors.get(1)?.terminal && !flags.has('1')
  const print = (folder: string, names: readonly string[]): void => {
    if (flags.has('l')) process.out(longLines(process, folder, names, flags))
    else if (columns) process.out(inColumns(names))
    else process.out(names.map((name) => `${name}\n`).join(''))
  }
  if (files.length > 0) print(process.cwd, files)
  const show = (name: string): void => {
    const path = process.path(name)
    try {
      let names = process.files.list(path, process).filter((each) => flags.has('a') || flags.has('A') || !each.startsWith('.'))
      if (flags.has('t'))
        names = [...names].sort((a, b) => process.files.get(absolute(b, path), false).mtime - process.files.get(absolute(a, path), false).mtime)
      if (flags.has('r')) names = [...names].reverse()
      if (operands.length > 1 || flags.has('R')) process.out(`${name}:\n`)
      if (flags.has('l')) process.out(`total ${names.length * 4}\n`)
      print(path, flags.has('a') ? ['.', '..', ...names] : names)
      if (!flags.has('R')) return
      for (const each of names) {
        if (process.files.get(absolute(each, path), false).kind !== 'folder') continue
        process.out('\n')
        show(name === '/' ? `/${each}` : `${name}/${each}`)
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      process.err(isGnu(process) ? `ls: cannot open directory '${name}': ${error.message}\n` : `ls: can't open '${name}': ${error.message}\n`)
      status = isGnu(process) ? 2 : 1
    }
  }
  folders.forEach((name, i) => {
    if (i > 0 || files.length > 0) process.out('\n')
    show(name)
  })
  return status
})

function inColumns(names: readonly string[]): string {
  if (names.length === 0) return ''
  const width = Math.max(...names.map((name) => name.length)) + 2
  const perLine = Math.max(1, Math.floor(80 / width))
  const rows = Math.ceil(names.length / perLine)
  let text = ''
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let i = row; i < names.length; i += rows) line += (names[i] as string).padEnd(width)
    text += `${line.trimEnd()}\n`
  }
  return text
}

/** Runs an action on each path; an error is said and makes the status 1. */
function each(
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

export const stat: Program = defineProgram('stat', (process, args) => {
  const { values, operands } = readOptions(args, 'c:Lt', ['format=', 'printf='])
  const format = values.c ?? values.format
  return each(
    process,
    'stat',
    operands,
    (path, name) => {
      const node = process.files.get(path, false)
      const mode = (node.mode & 0o7777).toString(8)
      const time = `${new Date(node.mtime).toISOString().replace('T', ' ').replace('Z', '000000')} +0000`
      const kind =
        node.kind === 'folder'
          ? 'directory'
          : node.kind === 'link'
            ? 'symbolic link'
            : node.kind === 'device'
              ? 'character special file'
              : sizeOf(node) === 0
                ? 'regular empty file'
                : 'regular file'
      const user = nameOf(process, node.uid)
      if (format !== undefined) {
        const of: Record<string, string> = {
          a: mode,
          A: modeText(node),
          s: String(sizeOf(node)),
          n: name,
          u: String(node.uid),
          U: user,
          g: String(node.uid),
          G: user,
          F: kind,
          Y: String(Math.floor(node.mtime / 1000)),
          y: time,
        }
        process.out(`${format.replace(/%([a-zA-Z])/g, (whole, letter: string) => of[letter] ?? whole)}\n`)
        return
      }
      process.out(
        `  File: ${name}${node.kind === 'link' ? ` -> ${node.target}` : ''}\n  Size: ${String(sizeOf(node)).padEnd(10)}\tBlocks: ${String(8).padEnd(10)} IO Block: 4096   ${kind}\n`,
      )
      process.out(
        `Access: (${mode.padStart(4, '0')}/${modeText(node)})  Uid: (${String(node.uid).padStart(5)}/${user.padStart(8)})   Gid: (${String(node.uid).padStart(5)}/${user.padStart(8)})\n`,
      )
      process.out(`Access: ${time}\nModify: ${time}\nChange: ${time}\n`)
    },
    (name, error) => (isGnu(process) ? `cannot statx '${name}': ${error.message}` : `can't stat '${name}': ${error.message}`),
  )
})

export const readlink: Program = defineProgram('readlink', (process, args) => {
  const { flags, operands } = readOptions(args, 'fen')
  const path = process.path(operands[0] ?? '')
  const node = process.files.find(path, false)
  const target = flags.has('f') || flags.has('e') ? (process.files.real(path) ?? path) : node?.kind === 'link' ? node.target : undefined
  if (target === undefined) return 1
  process.out(`${target}\n`)
  return 0
})

export const du: Program = defineProgram('du', (process, args) => {
  const { flags, operands } = readOptions(args, 'shkmacd:')
  const total = (path: string): number => {
    const node = process.files.get(path, false)
    const own = Math.max(4, Math.ceil(sizeOf(node) / 4096) * 4)
    return node.kind === 'folder' ? process.files.list(path).reduce((sum, name) => sum + total(absolute(name, path)), 4) : sizeOf(node) === 0 ? 0 : own
  }
  return each(
    process,
    'du',
    operands.length > 0 ? operands : ['.'],
    (path, name) => {
      const size = total(path)
      process.out(`${flags.has('h') ? human(size * 1024) : size}\t${name}\n`)
    },
    (name, error) => (isGnu(process) ? `cannot access '${name}': ${error.message}` : `${name}: ${error.message}`),
  )
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
  if (zero && count === undefined) for (;;) yield () => () => {}
  try {
    if (of.of !== undefined) process.files.write(process.path(of.of), text, { who: process, ...(zero ? { size: total } : {}) })
    else process.out(text)
  } catch (error) {
    return complain(process, 'dd', of.of ?? '', error, 'open')
  }
  const records = count ?? Math.floor(total / bytes)
  process.err(`${records}+0 records in\n${records}+0 records out\n`)
  const speed = human(total / 0.01)
  process.err(isGnu(process) ? `${total} bytes copied, 0.01 s, ${speed}B/s\n` : `${total} bytes (${human(total)}B) copied, 0.010000 seconds, ${speed}B/s\n`)
  return 0
})
