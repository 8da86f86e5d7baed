import type { HostFiles } from './host-files.ts'
import type { Files } from './volume.ts'

/** A folder or file of the machine; throws if it is not of the type that is asked for. Models pkg/volume/hostpath. */
export function hostFolder(path: string, type: string, host: HostFiles): Files {
  const kind = host.kindOf(path)
  if ((type === 'File' && kind !== 'file') || (type === 'FileOrCreate' && kind === 'folder'))
    throw new Error(`hostPath type check failed: ${path} is not a file`)
  if (type.startsWith('Directory') && (kind === 'file' || (type === 'Directory' && kind === undefined)))
    throw new Error(`hostPath type check failed: ${path} is not a directory`)
  if (['Socket', 'CharDevice', 'BlockDevice'].includes(type)) throw new Error(`hostPath type check failed: ${path} is not a ${wanted[type]}`)
  return kind === 'file' || type === 'FileOrCreate' ? host.file(path) : host.folder(path)
}

const wanted: Readonly<Record<string, string>> = { Socket: 'socket file', CharDevice: 'character device', BlockDevice: 'block device' }
