/**
 * The flag walk: goes through the help of every command of the real kubectl and compares commands, order and groups,
 * aliases, usage lines, flags, shorthands and defaults with our table. Types and bare values do not stand in help, so
 * both programs are asked: the same well-formed and malformed values must be taken and refused with the same words.
 *
 * Usage: node test/conformance/flags.mjs [word…]     only the commands that begin with these words
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { realBinaries } from './real-kubectl.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'ktutor-flags-'))
const { kubectl: binary } = realBinaries()
const only = process.argv.slice(2).join(' ')
const differences = []

/** Our kubectl, straight from the source. */
async function ourKubectl() {
  const { build } = await import('esbuild')
  const outfile = join(work, 'kubectl.mjs')
  await build({ entryPoints: [join(root, 'src/kubectl/kubectl.ts')], outfile, bundle: true, format: 'esm', platform: 'neutral', logLevel: 'error' })
  return (await import(outfile)).kubectl
}

function real(args) {
  const env = { PATH: process.env.PATH, HOME: work, NO_COLOR: '1' }
  return new Promise((resolve) =>
    execFile(binary, args, { env, cwd: work, timeout: 60_000 }, (error, stdout, stderr) => resolve({ stdout, stderr, code: error ? error.code : 0 })),
  )
}

const kubectl = await ourKubectl()

async function ours(args) {
  const result = { stdout: '', stderr: '', code: 0 }
  const none = () => {
    throw new Error('no file is read for help')
  }
  result.code = await kubectl(args, {
    stdout: (text) => (result.stdout += text),
    stderr: (text) => (result.stderr += text),
    stdin: async () => '',
    terminal: { stdin: false, stdout: false, columns: 80 },
    files: { read: none, write: none, list: none, remove: none },
    env: { HOME: work },
    connect: none,
    now: () => 0,
    sleep: async () => {},
    waitFor: (promise) => promise,
    signal: new AbortController().signal,
    random: () => 0.5,
  })
  return result
}

/** What a help text states as facts. */
function factsOf(text) {
  const facts = { aliases: '', usage: '', groups: {}, flags: new Map() }
  let section = ''
  for (const line of text.split('\n')) {
    const flag = /^ {4}(?:-(.), )?--([^=]+)=(.*):$/.exec(line)
    if (flag) facts.flags.set(flag[2], { shorthand: flag[1] ?? '', default: flag[3] })
    else if (/^\S.*:$/.test(line)) {
      section = line.slice(0, -1)
      if (/Commands|Subcommands/.test(section)) facts.groups[section] = []
    } else if (section === 'Usage' && line.startsWith('  ') && facts.usage === '') facts.usage = line
    else if (section === 'Aliases' && line !== '') facts.aliases = line
    else if (facts.groups[section] && line.startsWith('  ')) facts.groups[section].push(/^ {2}(\S+)/.exec(line)?.[1])
    if (line === '' && !facts.groups[section]) section = ''
  }
  return facts
}

function differ(command, what, theirs, mine) {
  if (theirs !== mine) differences.push(`kubectl ${command}: ${what}\n    real ${theirs}\n    ours ${mine}`)
}

function compareFlags(command, theirs, mine) {
  for (const [name, flag] of theirs) {
    const own = mine.get(name)
    if (!own) {
      differences.push(`kubectl ${command}: --${name} is missing`)
      continue
    }
    differ(command, `shorthand of --${name}`, flag.shorthand, own.shorthand)
    differ(command, `default of --${name}`, flag.default, own.default)
  }
  for (const name of mine.keys()) if (!theirs.has(name)) differences.push(`kubectl ${command}: --${name} does not exist`)
  differ(
    command,
    'order of flags',
    [...theirs.keys()].filter((name) => mine.has(name)).join(' '),
    [...mine.keys()].filter((name) => theirs.has(name)).join(' '),
  )
}

const isBool = (flag) => /^(true|false)$/.test(flag.default)
const isNumber = (flag) => /^-?\d+$/.test(flag.default)

/** Lines that tell the types of flags apart. All end in help or in a complaint, never in an action. */
function* probes(words, flags) {
  // The file of --kuberc is read, and missed, before anything else.
  const all = [...flags].filter(([name]) => name !== 'kuberc')
  const names = (choose) => all.filter(([, flag]) => choose(flag)).map(([name]) => name)
  const bools = names(isBool)
  if (bools.length > 0) {
    yield [...words, ...bools.flatMap((name) => [`--${name}`, `--${name}=T`]), '--help']
    yield [...words, `--${bools[0]}=maybe`, '--help']
  }
  // What is eaten as a value is not looked at; what is not eaten is an unknown flag.
  for (const name of names((flag) => !isBool(flag))) yield [...words, '--help', `--${name}`]
  for (const name of names((flag) => !isBool(flag))) yield [...words, `--${name}=a"b`, '--help']
  for (const name of names(isNumber)) {
    yield [...words, `--${name}=3000000000`, '--help']
    yield [...words, `--${name}=-1`, '--help']
  }
}

let asked = 0
async function compareTypes(words, flags) {
  const shared = probes(words, flags)
  const next = async () => {
    for (const line of shared) {
      asked++
      const [theirs, mine] = await Promise.all([real(line), ours(line)])
      const outcome = ({ stderr, code }) => `${stderr.trim() || 'taken'} (${code})`
      differ(line.join(' '), 'answer', outcome(theirs), outcome(mine))
    }
  }
  await Promise.all([next(), next()])
}

const counts = { commands: 0, flags: 0, global: 0 }
/** What was asked once of `name=default` needs no second asking elsewhere. */
const known = new Set()

async function walk(words) {
  const command = words.join(' ')
  const [theirs, mine] = (await Promise.all([real([...words, '--help']), ours([...words, '--help'])])).map(({ stdout }) => factsOf(stdout))
  if (mine.usage === '') {
    differences.push(`kubectl ${command}: has no help`)
    return
  }
  if (command.startsWith(only)) {
    if (words.length > 0) counts.commands++
    counts.flags += theirs.flags.size
    for (const what of ['usage', 'aliases']) differ(command, what, theirs[what], mine[what])
    const listed = ({ groups }) => JSON.stringify(groups)
    differ(command, 'subcommands', listed(theirs), listed(mine))
    compareFlags(command, theirs.flags, mine.flags)
    const fresh = new Map([...theirs.flags].filter(([name, flag]) => mine.flags.has(name) && !known.has(`${name} ${flag.default} ${shapeOf(command, name)}`)))
    for (const [name, flag] of fresh) known.add(`${name} ${flag.default} ${shapeOf(command, name)}`)
    await compareTypes(words, fresh)
  }
  for (const name of Object.values(theirs.groups).flat()) {
    const next = Object.values(mine.groups).flat().includes(name)
    if (next) await walk([...words, name])
    else differences.push(`kubectl ${[...words, name].join(' ')}: is missing`)
  }
}

/** `-o` of get is not that of create: the family of a flag is the first word that leads to it. */
const shapeOf = (command) => command.split(' ')[0]

async function globalFlags() {
  const [theirs, mine] = (await Promise.all([real(['options']), ours(['options'])])).map(({ stdout }) => factsOf(stdout).flags)
  counts.global = theirs.size
  compareFlags('options', theirs, mine)
  await compareTypes(['version'], new Map([...theirs].filter(([name]) => mine.has(name))))
}

const started = Date.now()
try {
  await walk([])
  if (only === '') await globalFlags()
} finally {
  rmSync(work, { recursive: true, force: true })
}
for (const difference of differences) console.log(difference)
const seconds = Math.round((Date.now() - started) / 1000)
console.log(
  `\nflags of kubectl 1.36.3: ${counts.commands} commands, ${counts.flags} flags, ${counts.global} global flags, ${asked} questions about types; ${differences.length} differences (${seconds} s)`,
)
process.exit(differences.length > 0 || counts.commands === 0 ? 1 : 0)
