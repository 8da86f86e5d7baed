/** tar: what kubectl cp runs at the other end. Left out: compression, appending, patterns, hard links. */
import { packTar, type TarEntry, TarError, unpackTar } from '../../../api/tar.ts'
import { FileError } from '../file-error.ts'
import { absolute, parentOf } from '../path.ts'
import { Exit, type Process, type Program, type Wait } from '../process.ts'
import { readOptions } from './options.ts'
import { defineProgram, isGnu, readAll, writeSlowly } from './program.ts'

const letters = 'cxtvmpokhzjJf:C:'
const long = ['no-same-permissions', 'no-same-owner', 'directory=', 'file=', 'create', 'extract', 'list', 'verbose', 'gzip']

interface Job {
  readonly process: Process
  readonly folder: string
  readonly archive: string
  readonly names: readonly string[]
  readonly verbose: boolean
  /** Modes as the archive has them, whatever the umask says: root's habit. */
  readonly keepOwner: boolean
}

export const tar: Program = defineProgram('tar', function* (process, args) {
  // The first word may do without its dash: tar cf - /etc.
  const [first = '', ...rest] = args
  const { flags, values, operands, unknown } = readOptions(/^[a-zA-Z]/.test(first) ? [`-${first}`, ...rest] : args, letters, long)
  const has = (letter: string, name: string) => flags.has(letter) || flags.has(name)
  const mode = has('c', 'create') ? create : has('x', 'extract') ? extract : has('t', 'list') ? list : undefined
  if (unknown !== undefined || mode === undefined) return refuse(process, unknown)
  if (has('z', 'gzip') || flags.has('j') || flags.has('J')) {
    process.err('tar: ktutor does not simulate compressed archives; leave out the z\n')
    return 1
  }
  const folder = process.path(values.C ?? values.directory ?? '.')
  if (process.files.find(folder)?.kind !== 'folder') {
    const missing = values.C ?? values.directory ?? '.'
    const why = process.files.find(folder) ? 'Not a directory' : 'No such file or directory'
    process.err(
      isGnu(process)
        ? `tar: ${missing}: Cannot open: ${why}\ntar: Error is not recoverable: exiting now\n`
        : `tar: can't change directory to '${missing}': ${why}\n`,
    )
    return isGnu(process) ? 2 : 1
  }
  const archive = values.f ?? values.file ?? '-'
  return yield* mode({
    process,
    folder,
    archive,
    names: operands,
    verbose: has('v', 'verbose'),
    keepOwner: process.uid === 0 && !flags.has('no-same-owner') && !flags.has('o'),
  })
})

function refuse(process: Process, unknown: string | undefined): number {
  if (unknown !== undefined) process.err(isGnu(process) ? `tar: invalid option -- '${unknown}'\n` : `tar: unrecognized option: ${unknown}\n`)
  else
    process.err(
      isGnu(process)
        ? "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.\n"
        : 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: tar c|x|t [-hvokO] [-f TARFILE] [-C DIR] [-T FILE] [-X FILE] [LONGOPT]... [FILE]...\n',
    )
  return isGnu(process) ? 2 : 1
}

type Outcome = Generator<Wait, number, void>

function* create({ process, folder, archive, names, verbose }: Job): Outcome {
  const gnu = isGnu(process)
  const entries: TarEntry[] = []
  let failed = false
  let told = false
  const complain = (text: string) => {
    process.err(text)
    failed = true
  }
  if (names.length === 0) {
    process.err(gnu ? "tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n" : 'tar: empty archive\n')
    return gnu ? 2 : 1
  }
  const add = (name: string, path: string): void => {
    const node = process.files.find(path, false)
    const stripped = name.replace(/^\/+/, '') || '.'
    if (stripped !== name && !told && node) {
      process.err(gnu ? "tar: Removing leading `/' from member names\n" : "tar: removing leading '/' from member names\n")
      told = true
    }
    if (!node) complain(`tar: ${name}: ${gnu ? 'Cannot stat: ' : ''}No such file or directory\n`)
    if (!node || node.kind === 'device') return
    try {
      const common = { name: stripped, mode: node.mode, uid: node.uid, modified: node.mtime / 1000 }
      if (node.kind === 'link') entries.push({ ...common, kind: 'link', text: node.target })
      else if (node.kind === 'file') entries.push({ ...common, kind: 'file', text: process.files.read(path, process) })
      else {
        entries.push({ ...common, kind: 'folder', text: '' })
        for (const child of process.files.list(path, process)) add(`${name.replace(/\/+$/, '')}/${child}`, absolute(child, path))
      }
      if (verbose) (archive === '-' ? process.err.bind(process) : process.out.bind(process))(`${stripped}\n`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      complain(`tar: ${gnu ? `${name}: Cannot open` : `can't open '${name}'`}: ${error.message}\n`)
    }
  }
  for (const name of names) add(name, absolute(name, folder))
  const text = packTar(entries)
  if (archive === '-') yield* writeSlowly(process, text)
  else process.files.write(process.path(archive), text, { who: process })
  if (!failed) return 0
  process.err(gnu ? 'tar: Exiting with failure status due to previous errors\n' : 'tar: error exit delayed from previous errors\n')
  return gnu ? 2 : 1
}

function* extract(job: Job): Outcome {
  const { process, folder, verbose } = job
  const gnu = isGnu(process)
  let failed = false
  for (const entry of yield* members(job)) {
    const path = absolute(entry.name.replace(/^\/+/, ''), folder)
    try {
      unpack(job, entry, path)
      if (verbose) process.out(`${entry.name}\n`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      process.err(gnu ? `tar: ${entry.name}: Cannot open: ${error.message}\n` : `tar: can't open '${entry.name}': ${error.message}\n`)
      failed = true
      // busybox gives up at the first that fails.
      if (!gnu) return 1
    }
  }
  if (failed) process.err('tar: Exiting with failure status due to previous errors\n')
  return failed ? 2 : 0
}

function unpack({ process, keepOwner }: Job, entry: TarEntry, path: string): void {
  const { files } = process
  files.makeFolders(entry.kind === 'folder' ? path : parentOf(path), process)
  if (entry.kind === 'folder') return
  // A new file takes the place of the old one, with another owner if need be.
  if (files.find(path, false)) files.remove(path, process)
  if (entry.kind === 'link') {
    files.link(entry.text, path, process)
    return
  }
  files.write(path, entry.text, { who: process, mode: entry.mode })
  if (keepOwner) files.changeOwner(path, entry.uid, process)
}

function* list(job: Job): Outcome {
  for (const { name, kind } of yield* members(job)) job.process.out(`${name}${kind === 'folder' ? '/' : ''}\n`)
  return 0
}

/** What is in the archive; nothing, after saying so, if it is none. */
function* members({ process, archive, names }: Job): Generator<Wait, TarEntry[], void> {
  try {
    const text = archive === '-' ? yield* readAll(process) : process.files.read(process.path(archive), process)
    const all = unpackTar(text)
    return names.length === 0 ? all : all.filter(({ name }) => names.some((wanted) => name === wanted || name.startsWith(`${wanted}/`)))
  } catch (error) {
    if (error instanceof FileError)
      process.err(
        isGnu(process)
          ? `tar: ${archive}: Cannot open: ${error.message}\ntar: Error is not recoverable: exiting now\n`
          : `tar: can't open '${archive}': ${error.message}\n`,
      )
    else if (error instanceof TarError)
      process.err(
        isGnu(process) ? 'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n' : 'tar: invalid tar magic\n',
      )
    else throw error
    throw new Exit(isGnu(process) ? 2 : 1)
  }
}
