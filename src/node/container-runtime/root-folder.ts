/** The root file system of an image, made once from its data and shared, unchanged, by all containers. */

import { type Folder, MemoryFolder, ofTheContainer } from './folder.ts'
import type { ImageFile, LocalImage } from './image.ts'
import { absolute, baseName, parentOf } from './path.ts'
import type { Program } from './process.ts'
import { systemFolders } from './system-files.ts'

/** When images were built, which is what `ls -l` shows in them. */
export const built = Date.UTC(2026, 3, 14, 9, 26)

/** By the image, which never changes: nodes and clusters share it. */
const made = new WeakMap<LocalImage, MemoryFolder>()

export function rootFolder(image: LocalImage): MemoryFolder {
  let root = made.get(image)
  if (!root) made.set(image, (root = makeRoot(image)))
  return root
}

function makeRoot(image: LocalImage): MemoryFolder {
  const { base } = image
  const { files = {}, programs = {} } = image.definition
  const root = new MemoryFolder({ mtime: built })
  for (const [path, file] of Object.entries({ ...base.files, ...files })) addFile(root, path, file)
  for (const [path, program] of Object.entries({ ...base.programs, ...programs })) addProgram(root, path, program, base.flavor)
  for (const { path, mode } of systemFolders) {
    const folder = folderAt(root, path, ofTheContainer)
    if (mode !== undefined) folder.mode = mode
  }
  return root
}

function folderAt(root: Folder, path: string, mtime = built): Folder {
  let folder = root
  for (const part of path.split('/').filter(Boolean)) {
    const next = folder.get(part)
    folder = next?.kind === 'folder' ? next : folder.makeFolder(part, 0o755, 0, mtime)
  }
  return folder
}

function addFile(root: Folder, path: string, file: string | ImageFile): void {
  const { text, mode, uid = 0 } = typeof file === 'string' ? { text: file, mode: undefined } : file
  if (path.endsWith('/')) {
    const folder = folderAt(root, path)
    folder.mode = mode ?? 0o755
    folder.uid = uid
    return
  }
  const folder = folderAt(root, parentOf(path))
  const link = /^-> (\S+)$/.exec(text)?.[1]
  if (link) folder.set(baseName(path), { kind: 'link', target: link, mode: 0o777, uid, mtime: built })
  else folder.set(baseName(path), { kind: 'file', text, mode: mode ?? 0o644, uid, mtime: built })
}

/** Busybox is one file with many names; elsewhere every command is a file of its own. */
function addProgram(root: Folder, path: string, program: Program, flavor: 'busybox' | 'gnu'): void {
  const size = flavor === 'busybox' ? 808_712 : 40_000 + ((program.name.length * 7919) % 90_000)
  folderAt(root, parentOf(absolute(path, '/'))).set(baseName(path), {
    kind: 'file',
    text: '\x7fELF\x02\x01\x01',
    mode: 0o755,
    uid: 0,
    mtime: built,
    program,
    size,
  })
}
