/** find and xargs. */
import { absolute } from '../path.ts'
import type { Process, Program, Run, Wait } from '../process.ts'
import { matches } from '../shell/pattern.ts'
import { spawn } from './process-commands.ts'
import { byteLength, defineProgram, isGnu, readAll } from './program.ts'

interface Candidate {
  readonly name: string
  readonly path: string
  readonly depth: number
}

type Test = (candidate: Candidate) => Generator<Wait, boolean, void>

export const find: Program = defineProgram('find', function* (process, args) {
  const starts: string[] = []
  let i = 0
  for (; i < args.length && !/^[-(!]/.test(args[i] as string); i++) starts.push(args[i] as string)
  const limits = { most: Number.POSITIVE_INFINITY, least: 0, pruned: false, follow: false }
  const tests: Test[] = []
  let acts = false
  let negate = false
  const push = (test: Test): void => {
    const inverted = negate
    negate = false
    tests.push(
      inverted
        ? function* (candidate) {
            return !(yield* test(candidate))
          }
        : test,
    )
  }
  const plain = (test: (candidate: Candidate) => boolean): void =>
    // biome-ignore lint/correctness/useYield: a test that waits for nothing
    push(function* (candidate) {
      return test(candidate)
    })
  const node = (candidate: Candidate) => process.files.find(candidate.path, limits.follow)
  for (; i < args.length; i++) {
    const word = args[i] as string
    const value = args[i + 1] ?? ''
    if (word === '!' || word === '-not') negate = true
    else if (word === '-L' || word === '-follow') limits.follow = true
    else if (word === '-a' || word === '(' || word === ')' || word === '-xdev' || word === '-mount') continue
    else if (word === '-name' || word === '-iname') {
      i++
      const fold = (text: string): string => (word === '-iname' ? text.toLowerCase() : text)
      plain(({ name }) => matches(fold(name.replace(/.*\/(?=.)/, '')), fold(value)))
    } else if (word === '-path') {
      i++
      plain(({ name }) => matches(name, value))
    } else if (word === '-type') {
      i++
      const kinds: Record<string, string> = { f: 'file', d: 'folder', l: 'link', c: 'device' }
      plain((candidate) => node(candidate)?.kind === kinds[value])
    } else if (word === '-maxdepth' || word === '-mindepth') {
      i++
      limits[word === '-maxdepth' ? 'most' : 'least'] = Number(value)
    } else if (word === '-empty')
      plain((candidate) => {
        const found = node(candidate)
        return found?.kind === 'folder' ? found.names().length === 0 : found?.kind === 'file' && process.files.read(candidate.path) === ''
      })
    else if (word === '-size') {
      i++
      const [, sign, number, unit] = /^([-+]?)(\d+)([ckMG]?)$/.exec(value) ?? []
      const bytes = Number(number) * ({ c: 1, k: 1024, M: 1 << 20, G: 1 << 30 }[unit ?? ''] ?? 512)
      plain((candidate) => {
        const found = node(candidate)
        const size = found?.kind === 'file' ? (found.size ?? byteLength(process.files.read(candidate.path))) : 4096
        return sign === '+' ? size > bytes : sign === '-' ? size < bytes : size === bytes
      })
    } else if (word === '-print') {
      acts = true
      plain(({ name }) => {
        process.out(`${name}\n`)
        return true
      })
    } else if (word === '-print0') {
      acts = true
      plain(({ name }) => {
        process.out(`${name}\0`)
        return true
      })
    } else if (word === '-delete') {
      acts = true
      plain(({ path }) => {
        process.files.removeAll(path, process)
        return true
      })
    } else if (word === '-exec') {
      acts = true
      const end = args.findIndex((each, at) => at > i && (each === ';' || each === '+'))
      const command = args.slice(i + 1, end < 0 ? undefined : end)
      i = end < 0 ? args.length : end
      push(function* ({ name }) {
        return (
          (yield* runChild(
            process,
            command.map((each) => each.replaceAll('{}', name)),
            'find',
          )) === 0
        )
      })
    } else {
      process.err(isGnu(process) ? `find: unknown predicate \`${word}'\n` : `find: unrecognized: ${word}\n`)
      return 1
    }
  }
  let status = 0
  const visit = function* (candidate: Candidate): Generator<Wait, void, void> {
    yield* process.work()
    if (candidate.depth >= limits.least) {
      let passes = true
      for (const test of tests) {
        passes = yield* test(candidate)
        if (!passes) break
      }
      if (passes && !acts) process.out(`${candidate.name}\n`)
    }
    const found = process.files.find(candidate.path, limits.follow)
    if (found?.kind !== 'folder' || candidate.depth >= limits.most) return
    for (const name of process.files.list(candidate.path))
      yield* visit({
        name: candidate.name === '/' ? `/${name}` : `${candidate.name}/${name}`,
        path: absolute(name, candidate.path),
        depth: candidate.depth + 1,
      })
  }
  for (const name of starts.length > 0 ? starts : ['.']) {
    const path = process.path(name)
    if (process.files.find(path, false)) yield* visit({ name, path, depth: 0 })
    else {
      process.err(isGnu(process) ? `find: '${name}': No such file or directory\n` : `find: ${name}: No such file or directory\n`)
      status = 1
    }
  }
  return status
})

/** Runs a command to its end as a child. */
function* runChild(process: Process, argv: readonly string[], who: string): Run {
  const child = spawn(process, argv)
  if (typeof child === 'number') {
    process.err(isGnu(process) ? `${who}: '${argv[0]}': No such file or directory\n` : `${who}: ${argv[0]}: No such file or directory\n`)
    return child
  }
  while (!child.ended) yield child.exited
  return child.exitCode as number
}

export const xargs: Program = defineProgram('xargs', function* (process, args) {
  let most = Number.POSITIVE_INFINITY
  let replace: string | undefined
  let zero = false
  let skipEmpty = !isGnu(process)
  let i = 0
  for (; args[i]?.startsWith('-'); i++) {
    const word = args[i] as string
    const value = (): string => word.slice(2) || (args[++i] ?? '')
    if (word.startsWith('-n') || word.startsWith('-L')) most = Number(value())
    else if (word.startsWith('-I')) replace = value()
    else if (word.startsWith('-P')) value()
    else if (word === '-0') zero = true
    else if (word === '-r') skipEmpty = true
  }
  const command = args.slice(i).length > 0 ? args.slice(i) : ['echo']
  const text = yield* readAll(process)
  const words = zero
    ? text.split('\0').filter(Boolean)
    : replace !== undefined
      ? text.split('\n').filter((line) => line.trim() !== '')
      : (text.match(/"[^"]*"|'[^']*'|(?:\\.|[^\s"'])+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1'))
  if (words.length === 0 && skipEmpty) return 0
  let status = 0
  const run = function* (argv: readonly string[]): Generator<Wait, void, void> {
    const code = yield* runChild(process, argv, 'xargs')
    if (code === 126 || code === 127) status = code
    else if (code !== 0) status = 123
  }
  if (replace !== undefined) for (const word of words) yield* run(command.map((each) => each.replaceAll(replace as string, word.trim())))
  else if (words.length === 0) yield* run(command)
  else for (let at = 0; at < words.length; at += most) yield* run([...command, ...words.slice(at, most === Number.POSITIVE_INFINITY ? undefined : at + most)])
  return status
})
