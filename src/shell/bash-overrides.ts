/** Commands that just-bash's browser entry lacks, or does otherwise than a learner's machine would. */
import { createTwoFilesPatch, diffLines } from 'diff'
import { type CommandContext, type CommandResult, type Override, textOf } from './bash-commands.ts'
import { ownVariables } from './bash-streams.ts'
import type { ShellTime } from './shell-time.ts'

const said = (stdout: string, exitCode = 0): CommandResult => ({ stdout, stderr: '', exitCode })
const refused = (stderr: string, exitCode: number): CommandResult => ({ stdout: '', stderr, exitCode })
const original = (context: CommandContext, args: string[]) => (context.origCommand as NonNullable<CommandContext['origCommand']>)(args)

export const overrides = (time: ShellTime): Readonly<Record<string, Override>> => ({
  cat: async (args, context, keyboard) => (keyboard && args.every((arg) => arg === '-') ? said(await keyboard()) : original(context, args)),
  xargs: (args, context) => original(context, args.flatMap(splitCluster)),
  env: async (args, context) => withoutMark(await original(context, args)),
  printenv: async (args, context) => withoutMark(await original(context, args)),
  /** The time of the cluster, not of this machine. */
  date: (args, context) =>
    original(context, args.some((arg) => /^(-d|-r|--date|--reference|-f)/.test(arg)) ? args : ['-d', new Date(time.now()).toISOString(), ...args]),
  timeout: (args, context) => timeout(args, context, time),
  diff,
  tar: notSimulated('tar', 'pack and unpack archives'),
  yq: notSimulated('yq', 'query YAML; `kubectl … -o json | jq` and -o jsonpath do the same here'),
  less: page,
  more: page,
})

/** `-n1` is `-n 1`. */
const splitCluster = (arg: string): string[] => (/^-[nILPsd]./.test(arg) ? [arg.slice(0, 2), arg.slice(2)] : [arg])

const withoutMark = (result: CommandResult): CommandResult => ({ ...result, stdout: result.stdout.replace(new RegExp(`^${ownVariables}.*\n`, 'gm'), '') })

const notSimulated =
  (name: string, would: string): Override =>
  async () =>
    refused(`${name}: a real shell has this; ktutor does not simulate it yet: it would ${would}\n`, 127)

/** Pages are the terminal's business: what would be paged is shown whole. */
async function page(args: string[], context: CommandContext): Promise<CommandResult> {
  const names = args.filter((arg) => !arg.startsWith('-') && !arg.startsWith('+'))
  if (names.length === 0) return said(textOf(context.stdin as unknown as string))
  const texts = await Promise.all(names.map((name) => context.fs.readFile(context.fs.resolvePath(context.cwd, name)).catch(() => undefined)))
  const missing = names.find((_, index) => texts[index] === undefined)
  return missing === undefined ? said(texts.join('')) : refused(`${missing}: No such file or directory\n`, 1)
}

/** just-bash's own counts real time. */
async function timeout(args: string[], context: CommandContext, time: ShellTime): Promise<CommandResult> {
  const words = args.filter((arg, index) => index >= args.findIndex((word) => !word.startsWith('-')) || /^\d/.test(arg))
  const [duration = '', ...command] = words
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(duration)
  if (!match || command.length === 0) return refused(`timeout: invalid time interval '${duration}'\nTry 'timeout --help' for more information.\n`, 125)
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }[match[2] as 's'] * 1000
  const abort = new AbortController()
  const cancel = time.after(Number(match[1]) * unit, () => abort.abort())
  const forward = () => abort.abort()
  context.signal?.addEventListener('abort', forward)
  try {
    const run = context.exec as NonNullable<CommandContext['exec']>
    const result = await run(command.map(quote).join(' '), {
      cwd: context.cwd,
      env: Object.fromEntries(context.env),
      stdin: context.stdin as unknown as string,
      stdinKind: 'bytes',
      signal: abort.signal,
    })
    return abort.signal.aborted && !context.signal?.aborted
      ? { ...result, stderr: result.stderr.replace('bash: execution aborted\n', ''), exitCode: 124 }
      : result
  } finally {
    cancel()
    context.signal?.removeEventListener('abort', forward)
  }
}

const quote = (word: string): string => `'${word.replace(/'/g, "'\\''")}'`

async function diff(args: string[], context: CommandContext): Promise<CommandResult> {
  const options = args.filter((arg) => arg.startsWith('-') && arg !== '-')
  const names = args.filter((arg) => !arg.startsWith('-') || arg === '-')
  const unknown = options.find((option) => !/^(-[uNq]+|-U\d+|--unified|--brief|--new-file|--color(=\w+)?)$/.test(option))
  if (unknown) return refused(`diff: ${unknown}: a real diff may have this; ktutor's knows -u, -U N, -N and -q\n`, 2)
  if (names.length !== 2) return refused(`diff: missing operand after '${names.at(-1) ?? 'diff'}'\ndiff: Try 'diff --help' for more information.\n`, 2)
  const mayLack = options.some((option) => /^-\w*N|--new-file/.test(option))
  const sides = await Promise.all(names.map((name) => readSide(name, context, mayLack)))
  const missing = sides.indexOf(undefined)
  if (missing >= 0) return refused(`diff: ${names[missing]}: No such file or directory\n`, 2)
  const [before, after] = sides as [Side, Side]
  if (before.text === after.text) return said('')
  if (options.some((option) => /^-\w*q|--brief/.test(option))) return said(`Files ${names[0]} and ${names[1]} differ\n`, 1)
  const unified = options.find((option) => /^-\w*[uU]|--unified/.test(option))
  if (!unified) return said(normalDiff(before.text, after.text), 1)
  const context_ = Number(/^-U(\d+)$/.exec(unified)?.[1] ?? 3)
  const patch = createTwoFilesPatch(before.name, after.name, before.text, after.text, before.stamp, after.stamp, { context: context_ })
  return said(
    patch
      .replace(/^=+\n/, '')
      .replace(/^(@@ -\d+),1( \+\d+)/gm, '$1$2')
      .replace(/^(@@ -[\d,]+ \+\d+),1 @@/gm, '$1 @@'),
    1,
  )
}

interface Side {
  readonly name: string
  readonly text: string
  readonly stamp: string
}

async function readSide(name: string, context: CommandContext, mayLack: boolean): Promise<Side | undefined> {
  if (name === '-') return { name, text: textOf(context.stdin as unknown as string), stamp: stampOf(new Date(0)) }
  const path = context.fs.resolvePath(context.cwd, name)
  try {
    return { name, text: await context.fs.readFile(path), stamp: stampOf((await context.fs.stat(path)).mtime) }
  } catch {
    return mayLack ? { name, text: '', stamp: stampOf(new Date(0)) } : undefined
  }
}

const stampOf = (time: Date): string => time.toISOString().replace('T', ' ').replace('Z', '000000 +0000')

/** The format of a diff without options: `2c2`, `< old`, `---`, `> new`. */
function normalDiff(before: string, after: string): string {
  const parts = diffLines(before, after)
  let text = ''
  let left = 0
  let right = 0
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as (typeof parts)[number]
    const next = parts[index + 1]
    if (!part.added && !part.removed) {
      left += part.count
      right += part.count
      continue
    }
    const removed = part.removed ? part : next?.removed ? next : undefined
    const added = part.added ? part : next?.added ? next : undefined
    if (removed && added) index++
    const from = range(removed ? left + 1 : left, removed?.count ?? 1)
    const to = range(added ? right + 1 : right, added?.count ?? 1)
    text += `${from}${removed && added ? 'c' : removed ? 'd' : 'a'}${to}\n`
    text += [lines('<', removed?.value), lines('>', added?.value)].filter(Boolean).join('---\n')
    left += removed?.count ?? 0
    right += added?.count ?? 0
  }
  return text
}

const range = (start: number, count: number): string => (count > 1 ? `${start},${start + count - 1}` : `${start}`)

function lines(sign: string, value: string | undefined): string {
  if (!value) return ''
  const whole = value.endsWith('\n')
  return `${(whole ? value.slice(0, -1) : value)
    .split('\n')
    .map((line) => `${sign} ${line}\n`)
    .join('')}${whole ? '' : '\\ No newline at end of file\n'}`
}
