/** Lessons made up for tests: a good one, and what is done to it. */
import type { LessonFiles } from '../../src/tutor/lesson/load.ts'

export const goodLesson = `format: 1
title: A map of our own
summary: Write something down in the cluster.
teaches: [configmap]
minutes: 2
story: The cluster remembers what it is told.
steps:
  - id: write
    one-way: Two words need no file.
    task: |
      Create a ConfigMap \`note\` with the key \`text\` and the value \`hello\`.
    checks:
      - resource: { object: configmap/note, where: { data.text: hello } }
        not-yet: "a ConfigMap note that says hello; seen: {seen}"
        pass: "note says hello"
    hints:
      - Which kind holds settings?
      - "The shape is: kubectl create configmap NAME --from-literal=key=value"
      - commands: [kubectl create configmap note --from-literal=text=hello]
    debrief: Written down is written down.
mistakes:
  - step: write
    try: kubectl create configmap note --from-literal=text=bye
    says: "seen: bye"
quiz:
  - ask: Where is it now?
    choices: [in etcd, in the pod]
    right: in etcd
    because: The API server keeps everything there.
`

export const goodSolution = `# A map of our own

\`\`\`console step=write way=literal
$ kubectl create configmap note --from-literal=text=hello
configmap/note created
\`\`\`
`

const goodCourse = `format: 1
chapters:
  - id: notes
    title: Notes
    lessons: [note]
`

/** A lessons' folder in memory with one lesson, `note`, and whatever else is given. */
export function folder(changes: Readonly<Record<string, string | undefined>> = {}): LessonFiles {
  const files: Record<string, string | undefined> = {
    'course.yaml': goodCourse,
    'note/lesson.yaml': goodLesson,
    'note/solution.md': goodSolution,
    ...changes,
  }
  return {
    read: (path) => files[path],
    list: (path) =>
      Object.keys(files)
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1)),
  }
}
