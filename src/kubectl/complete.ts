/**
 * Completion of a kubectl line, from what the commands say of themselves: their words, their flags, and in the usage line
 * what stands for a kind, an object, a pod, a context. Names come from the cluster. Left out: values of most flags.
 */
import type { AnyObject } from '../api/object.ts'
import type { CommandDefinition, Invocation, KubectlIo } from './command.ts'
import type { ApiResource } from './discovery.ts'
import { findCommand, flagsOf, lastWord } from './find-command.ts'
import type { FlagTable } from './flags.ts'
import { invocation } from './invocation.ts'
import { root } from './kubectl.ts'
import { byShorthand, parseFlags } from './parse-flags.ts'
import { resourcePath } from './resources/info.ts'
import { request } from './rest.ts'
import { Warnings } from './warnings.ts'

/** Candidates for `word`, the words before it being `before` (without `kubectl`). Nothing where there is no answer. */
export async function complete(before: readonly string[], word: string, io: KubectlIo): Promise<readonly string[]> {
  try {
    return (await candidates(before, word, { ...io, stdout: () => {}, stderr: () => {} })).filter((candidate) => candidate.startsWith(word))
  } catch {
    // A server that does not answer, a line that is wrong already: nothing to offer, and no place to say why.
    return []
  }
}

async function candidates(before: readonly string[], word: string, io: KubectlIo): Promise<readonly string[]> {
  const { command, rest } = findCommand(root, before)
  const flags = flagsOf(command)
  if (before.includes('--')) return []
  const open = openFlag(flags, rest.at(-1))
  const run = invocation(command, root, parseFlags(flags, open === undefined ? rest : rest.slice(0, -1), command.name), io, new Warnings(io))
  if (open !== undefined) return flagValues(open, run)
  const [, name, prefix = ''] = /^(--[\w-]+=)/.exec(word) ? ['', word.slice(2, word.indexOf('=')), word.slice(0, word.indexOf('=') + 1)] : []
  if (name !== undefined) return (await flagValues(name, run)).map((value) => prefix + value)
  if (word.startsWith('-')) return flagNames(flags)
  return [...subcommands(command, run.args), ...(await words(run, word))]
}

/** The name of the flag that waits for its value. */
function openFlag(flags: FlagTable, last: string | undefined): string | undefined {
  if (last === undefined || last.includes('=') || !last.startsWith('-')) return undefined
  const name = last.startsWith('--') ? last.slice(2) : byShorthand(flags, last.at(-1) as string)?.[0]
  return name !== undefined && flags[name] !== undefined && flags[name].bare === undefined ? name : undefined
}

const flagNames = (flags: FlagTable): string[] =>
  Object.entries(flags)
    .filter(([, flag]) => flag.hidden !== true && flag.deprecated === undefined)
    .map(([name, flag]) => `--${name}${flag.bare === undefined ? '=' : ''}`)
    .sort()

async function flagValues(flag: string, run: Invocation): Promise<readonly string[]> {
  if (flag === 'namespace') return namesOf(run, 'namespaces')
  const { contexts, clusters, users } = await run.kubeconfig()
  const known = { context: contexts, cluster: clusters, user: users }[flag]
  return known === undefined ? [] : [...known.keys()]
}

const subcommands = (command: CommandDefinition, args: readonly string[]): string[] =>
  args.length > 0 ? [] : (command.subcommands ?? []).filter((sub) => sub.hidden !== true && sub.deprecated === undefined).map(lastWord)

/** What may stand next is read from the usage line: TYPE, RESOURCE, POD, NODE, CONTEXT_NAME. */
async function words(run: Invocation, word: string): Promise<readonly string[]> {
  const { usage, name } = run.command
  const shape = usage.slice(name.length)
  if (/\bCONTEXT(_NAME)?\b/.test(shape)) return run.args.length > 0 ? [] : [...(await run.kubeconfig()).contexts.keys()]
  if (/\b(TYPE|RESOURCE)\b/.test(shape)) return kindsAndNames(run, word)
  if (/\bPOD(_NAME)?\b/.test(shape)) return run.args.length > 0 ? [] : namesOf(run, 'pods')
  if (/\bNODE\b/.test(shape)) return namesOf(run, 'nodes')
  return []
}

async function kindsAndNames(run: Invocation, word: string): Promise<readonly string[]> {
  const [first] = run.args
  const slash = word.indexOf('/')
  if (slash > 0) return (await namesOf(run, word.slice(0, slash))).map((name) => `${word.slice(0, slash)}/${name}`)
  if (first === undefined) return kinds(await (await run.mapper()).groups())
  if (first.includes('/') || /^(explain)$/.test(run.command.name)) return []
  const given = new Set(run.args)
  return (await namesOf(run, first)).filter((name) => !given.has(name))
}

function kinds(groups: readonly { readonly versions: readonly { readonly resources: readonly ApiResource[] }[] }[]): string[] {
  const resources = groups.flatMap((group) => group.versions[0]?.resources ?? [])
  return [...new Set(resources.filter(({ verbs }) => verbs.includes('list')).map(({ plural }) => plural))].sort()
}

async function namesOf(run: Invocation, kind: string): Promise<string[]> {
  const resource = await (await run.mapper()).resourceFor(kind)
  const { items } = await request<{ items: AnyObject[] }>(await run.transport(), 'GET', resourcePath(resource, (await run.namespace()).name))
  return items.map((item) => item.metadata.name)
}
