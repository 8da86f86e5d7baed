/** Completion at the prompt: a command's name, what the command itself offers, else a file. */
import { prefixOf, resolvePath } from './paths.ts'
import type { Shell } from './shell.ts'
import { aliasPrefix } from './shell-state.ts'

/** Builtins worth offering; the language knows more. */
const everyday = [
  'cat',
  'cd',
  'cp',
  'diff',
  'echo',
  'exit',
  'export',
  'grep',
  'head',
  'jq',
  'ls',
  'mkdir',
  'mv',
  'pwd',
  'rm',
  'sed',
  'sleep',
  'tail',
  'touch',
  'wc',
]

/** Candidates for the word that ends at `cursor`, and that word. */
export async function complete(shell: Shell, line: string, cursor: number): Promise<readonly [readonly string[], string]> {
  const command = line
    .slice(0, cursor)
    .split(/[|;&(]/)
    .at(-1) as string
  const words = command.trimStart().split(/\s+/)
  const word = words.at(-1) ?? ''
  const before = expandAlias(shell, words.slice(0, -1))
  if (before.length === 0)
    return [
      commandNames(shell)
        .filter((name) => name.startsWith(word))
        .map((name) => `${name} `),
      word,
    ]
  const offered = await offeredBy(shell, before, word)
  return [offered.length > 0 ? offered : filesLike(shell, word), word]
}

async function offeredBy(shell: Shell, before: readonly string[], word: string): Promise<readonly string[]> {
  const candidates = (await shell.commands.get(before[0] ?? '')?.complete?.(before, word, shell.silentIo())) ?? []
  const matching = candidates.filter((candidate) => candidate.startsWith(word))
  // A blank after a whole word, none after `--flag=`.
  return matching.map((candidate) => (/[=/ ]$/.test(candidate) ? candidate : `${candidate} `))
}

function expandAlias(shell: Shell, words: readonly string[]): readonly string[] {
  const alias = words.length > 0 ? shell.state.env.get(aliasPrefix + words[0]) : undefined
  return alias === undefined ? words : [...alias.split(/\s+/), ...words.slice(1)]
}

function commandNames(shell: Shell): string[] {
  const aliases = [...shell.state.env.keys()].filter((name) => name.startsWith(aliasPrefix)).map((name) => name.slice(aliasPrefix.length))
  return [...new Set([...shell.commands.keys(), ...everyday, ...aliases])].sort()
}

function filesLike(shell: Shell, word: string): string[] {
  const slash = word.lastIndexOf('/') + 1
  const shown = word.slice(0, slash)
  const folder = resolvePath(shell.state.cwd, shown.replace(/^~/, shell.state.env.get('HOME') ?? '~') || '.')
  if (shell.files.stat(folder)?.kind !== 'folder') return []
  const hidden = word.slice(slash).startsWith('.')
  return shell.files
    .list(folder)
    .filter((name) => name.startsWith(word.slice(slash)) && (hidden || !name.startsWith('.')))
    .map((name) => `${shown}${name}${shell.files.stat(prefixOf(folder) + name)?.kind === 'folder' ? '/' : ' '}`)
}
