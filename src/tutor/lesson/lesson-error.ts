/** An error in a lesson's files: for its author, with file, line, field and remedy. */
export class LessonError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map(findingText).join('\n'))
    this.name = 'LessonError'
  }
}

export interface Finding {
  /** Relative to the lessons' folder: `first-pod/lesson.yaml`. */
  readonly file: string
  readonly line: number
  /** `steps[0].checks[1].resource.object`, or '' for the whole file. */
  readonly field: string
  readonly problem: string
  readonly remedy: string
}

/** `first-pod/lesson.yaml:17: steps[0].task: must not be empty. Say in one sentence what to do.` */
export const findingText = ({ file, line, field, problem, remedy }: Finding): string =>
  `${file}:${line}: ${field === '' ? '' : `${field}: `}${problem}${remedy === '' ? '' : `. ${remedy}`}`

export const fieldText = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '')
