/** `ktutor lesson new`: a lesson's folder to begin with. Nothing that is there already is touched. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { lessonJsonSchema } from '../../tutor/lesson/schema.ts'
import { idProblem, skeleton } from '../../tutor/lesson/skeleton.ts'
import { clean } from '../../tutor/player/speech.ts'
import { lessonsFolder } from './lessons-folder.ts'

interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

/** `root`: the lessons' folder. @returns the exit status. */
export function newLesson(ids: readonly string[], io: Io, root = lessonsFolder()): number {
  const [id] = ids
  if (id === undefined || ids.length > 1) return complain(io, 'lesson new: what is it to be called? One id, such as: ktutor lesson new probes-in-depth')
  const problem = idProblem(id)
  if (problem !== undefined) return complain(io, `lesson new: ${JSON.stringify(clean(id))} is no id. ${problem}`)
  const folder = join(root, id)
  try {
    // Fails if there is anything of that name, be it a link to somewhere else.
    mkdirSync(folder)
    for (const [name, text] of skeleton(id)) writeFileSync(join(folder, name), text, { flag: 'wx' })
    writeFileSync(join(root, 'lesson.schema.json'), `${JSON.stringify(lessonJsonSchema(), undefined, 2)}\n`)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return complain(io, code === 'EEXIST' ? `lesson new: ${shown(folder)} is there already, and stays as it is` : `lesson new: ${message}`)
  }
  io.stdout(whatNext(id, shown(folder), shown(root)))
  return 0
}

function complain(io: Io, text: string): number {
  io.stderr(`ktutor: ${text}\n`)
  return 2
}

const shown = (path: string): string => {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

const whatNext = (id: string, folder: string, root: string): string => `Written: ${[...skeleton(id).keys()].map((name) => join(folder, name)).join(', ')}
It works already; what says TODO is yours. An editor with a YAML language server completes the fields.

  ktutor lesson check ${id}
      tries it: the gates pass, and lint names what is left to fill in
  ${join(root, 'course.yaml')}
      add ${id} to a chapter's lessons, so that learners find it
  ktutor start ${id}
      then play it, as a learner would
`
