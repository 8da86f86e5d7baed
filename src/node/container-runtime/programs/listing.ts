/** What is there: ls, stat, du. */
import { FileError } from '../file-error.ts'
import type { Node } from '../folder.ts'
import { absolute } from '../path.ts'
import type { Process, Program } from '../process.ts'
import { each } from './file-commands.ts'
import { readOptions } from './options.ts'
import { byteLength, defineProgram, invalidOption, isGnu } from './program.ts'

const sizeOf = (node: Node): number => {
  if (node.kind === 'file') return node.size ?? byteLength(typeof node.text === 'function' ? node.text() : node.text)
  return node.kind === 'link' ? node.target.length : node.kind === 'folder' ? 4096 : 0
}

function modeText(node: Node): string {
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

export const human = (bytes: number): string => {
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
