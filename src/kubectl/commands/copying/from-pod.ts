/** From a container to here: a tar there packs, and its archive is unpacked here. */
import { TarError, unpackTar } from '../../../api/tar.ts'
import type { Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { clean, join, type Place } from './place.ts'
import { endedWith, remoteCommand } from './remote-command.ts'

/** Resolves to the exit code. A single file is written to `target` itself. Throws CommandError. */
export async function copyFromPod(invocation: Invocation, source: Place, target: string): Promise<number> {
  const { io } = invocation
  let archive = ''
  const exitCode = await remoteCommand(invocation, source, ['tar', 'cf', '-', source.path], {
    stdout: (text) => {
      archive += text
    },
    // The real one, too, lets the other end complain on standard output.
    stderr: io.stdout,
  })
  if (exitCode === 0 || archive !== '') await unpack(invocation, source, target, archive)
  return endedWith(invocation, exitCode)
}

async function unpack({ io }: Invocation, source: Place, target: string, archive: string): Promise<void> {
  const prefix = withoutShortcuts(clean(source.path.replace(/^\/+/, '') || '.'))
  let warned = false
  for (const entry of entriesOf(archive)) {
    if (!entry.name.startsWith(prefix)) throw new CommandError('tar contents corrupted')
    const path = join(target, clean(`/${entry.name.slice(prefix.length)}`).slice(1))
    if (!isInside(target, path)) io.stderr(`warning: file ${JSON.stringify(path)} is outside target destination, skipping\n`)
    else if (entry.kind === 'link') {
      const words = [source.namespace, source.pod].map((word) => JSON.stringify(word)).join(' ')
      const instead = ` (consider using "kubectl exec -n ${words} -- tar cf - ${JSON.stringify(source.path)} | tar xf -")`
      io.stderr(`warning: skipping symlink: ${JSON.stringify(path)} -> ${JSON.stringify(entry.text)}${warned ? '' : instead}\n`)
      warned = true
    } else if (entry.kind === 'file') await io.files.write(path, entry.text)
  }
}

function entriesOf(archive: string) {
  try {
    return unpackTar(archive)
  } catch (error) {
    throw error instanceof TarError ? new CommandError(error.message) : error
  }
}

/** `../../etc` leaves the root of the other side no higher than it is. */
const withoutShortcuts = (path: string): string => (path === '.' ? '' : path.replace(/^(\.\.\/)+/, '').replace(/^\.\.$/, ''))

const isInside = (folder: string, path: string): boolean =>
  clean(folder) === '.' || path === clean(folder) || path.startsWith(`${clean(folder).replace(/\/$/, '')}/`)
