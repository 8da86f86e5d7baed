/** From here into a container: an archive of what is here goes to the standard input of a tar there. */
import { packTar, type TarEntry } from '../../../api/tar.ts'
import type { Invocation } from '../../command.ts'
import { CommandError, NotSimulated } from '../../errors.ts'
import type { Files } from '../../files.ts'
import { baseOf, clean, folderOf, join, type Place } from './place.ts'
import { endedWith, remoteCommand } from './remote-command.ts'

/** Resolves to the exit code. A folder as target gets the source under its own name. Throws CommandError. */
export async function copyToPod(invocation: Invocation, source: string, target: Place): Promise<number> {
  const { io, flags } = invocation
  if ((await io.files.stat(source)) === undefined) throw new CommandError(`${source} doesn't exist in local filesystem`)
  const wanted = clean(target.path)
  const path = (await isFolder(invocation, target)) ? join(wanted, baseOf(source)) : wanted
  const entries = await entriesOf(io.files, clean(source), baseOf(path), io.now())
  const preserve = flags['no-preserve'] ? ['--no-same-permissions', '--no-same-owner'] : []
  const command = ['tar', ...preserve, '-xmf', '-', '-C', folderOf(path)]
  const exitCode = await remoteCommand(invocation, target, command, { input: packTar(entries), stdout: io.stdout, stderr: io.stderr })
  return endedWith(invocation, exitCode)
}

/** Whatever goes wrong here goes wrong again with tar, and is told then. */
async function isFolder(invocation: Invocation, target: Place): Promise<boolean> {
  const silent = { stdout: () => {}, stderr: () => {} }
  return remoteCommand(invocation, target, ['test', '-d', target.path], silent).then(
    (exitCode) => exitCode === 0,
    () => false,
  )
}

async function entriesOf(files: Files, path: string, name: string, now: number): Promise<TarEntry[]> {
  const common = { name, uid: 0, modified: now / 1000 }
  if ((await files.stat(path)) !== 'folder') return [{ ...common, kind: 'file', mode: 0o644, text: textOf(path, await files.read(path)) }]
  const children = await files.list(path)
  if (children.length === 0) return [{ ...common, kind: 'folder', mode: 0o755, text: '' }]
  const nested: TarEntry[] = []
  for (const child of children) nested.push(...(await entriesOf(files, join(path, child), join(name, child), now)))
  return nested
}

/** The files of simulated containers are texts. */
function textOf(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new NotSimulated('kubectl cp of a file that is no text', `copy ${path} byte by byte`)
  }
}
