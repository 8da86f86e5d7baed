/** The lessons that come with the program: files beside it, read and never written. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LessonFiles } from '../../tutor/lesson/load.ts'

/** Beside dist/, or three floors above this file. */
export function lessonsFolder(): string {
  const places = ['../lessons/', '../../../lessons/'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return places.find((place) => existsSync(join(place, 'course.yaml'))) ?? (places[0] as string)
}

/** Files of a folder. A path that leads out of it, by dots or by links, leads nowhere. */
export function filesOf(root: string): LessonFiles {
  const inside = (path: string): string | undefined => {
    try {
      const real = realpathSync(join(root, path))
      const floor = realpathSync(root)
      return real === floor || real.startsWith(floor + sep) ? real : undefined
    } catch {
      return undefined
    }
  }
  const attempt = <T>(path: string, read: (real: string) => T): T | undefined => {
    const real = inside(path)
    try {
      return real === undefined ? undefined : read(real)
    } catch {
      return undefined
    }
  }
  return {
    read: (path) => attempt(path, (real) => readFileSync(real, 'utf8')),
    list: (path) => attempt(path, (real) => readdirSync(real).sort()) ?? [],
  }
}
