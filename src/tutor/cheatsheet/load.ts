/** The cheat sheet from the lessons' folder. */
import { type LessonFiles, parse } from '../lesson/load.ts'
import { type Cheatsheet, cheatsheetSchema } from './schema.ts'

/** @throws LessonError */
export const loadCheatsheet = (files: LessonFiles): Cheatsheet => parse(files, 'cheatsheet.yaml', cheatsheetSchema)
