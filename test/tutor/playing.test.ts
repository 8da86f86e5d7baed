/** Playing a lesson: what the tutor says, undo and redo, leaving and coming back. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { colours } from '../../src/cli/colours.ts'
import { LessonSession } from '../../src/cli/course/lesson-session.ts'
import { filesOf, lessonsFolder } from '../../src/cli/course/lessons-folder.ts'
import { Progress } from '../../src/cli/course/progress.ts'
import type { Begun } from '../../src/cli/course/progress-content.ts'
import { nextTurn } from '../../src/clock.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import type { LessonFiles } from '../../src/tutor/lesson/load.ts'
import { folder, goodLesson } from './lesson-files.ts'

jest.setTimeout(60_000)

let home = ''
let path = ''
let said: string[] = []
let seen = ''

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ktutor-progress-'))
  path = join(home, 'ktutor', 'progress.json')
  said = []
})
afterEach(() => rmSync(home, { recursive: true }))

const time = { now: 1000, spent: 0 }
const done = { finished: true, begun: undefined, solved: undefined, ...time }
const under = (begun: Begun) => ({ finished: false, begun, solved: undefined, ...time })
const progress = () => new Progress(path, (text) => said.push(text.replaceAll(home, '~')))

async function sitDown(id: string, files: LessonFiles = filesOf(lessonsFolder()), typed = ''): Promise<LessonSession> {
  const say = (text: string) => void (seen += text)
  const io = { stdout: say, stderr: say, stdin: async () => typed, terminal: { stdin: false, stdout: false, columns: 80 } }
  const now = Date.parse('2026-01-05T09:00:00Z')
  const session = new LessonSession({ course: new Course(files), id, progress: progress(), io, paint: colours({}, {}), realTime: false, now })
  seen = ''
  await session.begin()
  return session
}

function stageOf(session: LessonSession) {
  if (!session.stage) throw new Error('no stage yet')
  return session.stage
}

/** What the lines print. */
async function type(session: LessonSession, ...lines: string[]): Promise<string> {
  seen = ''
  for (const line of lines) await session.run(line)
  await nextTurn()
  return seen
}

const note = () => sitDown('note', folder())

test('a lesson from beginning to end', async () => {
  const session = await note()
  expect(seen).toBe(`│ A map of our own  (2 minutes)
│
│ The cluster remembers what it is told.
│
│ Step 1 of 1
│
│ Create a ConfigMap note with the key text and the value hello.
│
`)
  expect(await session.prompt()).toBe('note 1/1 (default) $ ')
  expect(await type(session, 'kubectl get pods')).toBe('No resources found in default namespace.\n')
  expect(await type(session, 'next')).toBe('│ This step is not done yet. check says what is missing, hint helps, solution\n│ shows how it is done.\n')
  // Nothing here looks at files, and to write one is no attempt.
  expect(await type(session, 'echo hello > text')).toBe('')
  expect(await type(session, 'kubectl create configmap note --from-literal=text=bye')).toBe(`configmap/note created
│ · not yet: a ConfigMap note that says hello; seen: bye
`)
  expect(await type(session, 'undo')).toBe('│ Taken back: kubectl create configmap note --from-literal=text=bye (redo does\n│ it again)\n')
  expect(await type(session, 'kubectl create configmap note --from-literal=text=hello')).toBe(`configmap/note created
│ ✓ note says hello
│
│ Written down is written down.
│
│ That was the lesson "A map of our own".
│ quiz asks a question or two about it, next goes on to the next lesson.
`)
  expect(await session.prompt()).toBe('note 1/1✓ (default) $ ')
  expect(progress().of('note')).toEqual({ finished: true, played: expect.any(Number), spent: expect.any(Number), lines: { write: 1 } })
  expect(await type(session, 'answer hello', 'hint')).toBe('│ This step is done; next goes on.\n│ This step is done; next goes on.\n')
  session.end()
})

test('help, hints, the solution and the quiz', async () => {
  const session = await note()
  expect(await type(session, 'solution')).toMatch(/You have not tried yet/)
  expect(await session.prompt()).toBe('│ y/n? ')
  expect(await type(session, 'y')).toBe('│ One way:\n│   $ kubectl create configmap note --from-literal=text=hello\n')
  expect(await type(session, 'hint', 'hint', 'hint', 'hint')).toBe(`│ Which kind holds settings?
│ hint 1 of 3
│ The shape is: kubectl create configmap NAME --from-literal=key=value
│ hint 2 of 3
│   $ kubectl create configmap note --from-literal=text=hello
│ hint 3 of 3
│ That was the last hint; solution shows the ways there are.
`)
  expect(await type(session, 'quiz', 'ls', 'quiz', '7', '2')).toMatch(
    /(1 of 1 [^?]*\?[\s\S]*){3}No: in etcd\. The API server keeps everything there\.\n│ 0 of 1 right\.\n$/,
  )
  expect(await type(session, 'quiz', 'q')).toMatch(/No more questions; quiz asks them again\.\n$/)
  const words = (await type(session, 'help')).match(/^│ {3}\w+/gm)?.map((line) => line.slice(4))
  expect(words).toEqual(
    expect.arrayContaining(['task', 'check', 'hint', 'solution', 'next', 'undo', 'redo', 'reset', 'quiz', 'learn', 'list', 'quit', 'answer', 'ff']),
  )
  expect(await type(session, 'answer')).toBe('answer: what is it? Say answer and then the word or number, such as: answer 3\n')
  expect(await type(session, 'ff soon')).toBe('ff: how long? A duration up to a day, such as: ff 30s, ff 5m, ff 2h\n')
  session.end()
})

test('a bare number is taken for an answer, and nobody says whether it is right', async () => {
  const session = await sitDown('meet-the-cluster')
  expect(await type(session, '7', '8')).toBe('bash: 7: command not found\n│ If that is your answer, say so: answer 7\nbash: 8: command not found\n')
  session.end()
})

describe('undo', () => {
  const podOf = (session: LessonSession) => JSON.stringify(stageOf(session).world.get({ kind: 'pod', namespace: 'default' }, 'web'))

  test('brings the very same pod back, and the time when it was there', async () => {
    const session = await sitDown('first-pod')
    await type(session, 'kubectl run web --image=nginx:1.27', 'kubectl get pods', 'kubectl describe pod web')
    const before = podOf(session)
    const age = stageOf(session).elapsed()
    await type(session, 'kubectl delete pod web --now', 'ff 10s', 'kubectl get pods')
    expect(stageOf(session).elapsed()).toBeGreaterThan(age)
    expect(podOf(session)).toBeUndefined()
    await type(session, 'undo')
    expect(podOf(session)).toBe(before)
    expect(stageOf(session).elapsed()).toBe(age)
    expect(await type(session, 'redo')).toBe('│ Done again: kubectl delete pod web --now\n')
    expect(podOf(session)).toBeUndefined()
    session.end()
  })

  test('takes back files, variables and where the shell is; not looks', async () => {
    const session = await note()
    expect(await type(session, 'undo')).toBe('│ There is nothing to undo: nothing has been changed yet.\n')
    await type(session, 'echo one > file', 'alias k=kubectl', 'kubectl get pods', 'cat file')
    expect(await type(session, 'k version --client | head -1', 'undo', 'k version')).toMatch(/Taken back: alias k=kubectl[\s\S]*k: command not found/)
    expect(await type(session, 'undo', 'cat file')).toMatch(/Taken back: echo one > file[\s\S]*No such file/)
    expect(await type(session, 'undo')).toMatch(/nothing to undo/)
    expect(await type(session, 'redo', 'redo', 'redo', 'cat file')).toMatch(/There is nothing to redo\.\none\n$/)
    session.end()
  })

  test('takes back what was done in a container; not what was looked at there', async () => {
    const session = await sitDown('first-pod')
    await type(session, 'kubectl run web --image=nginx:1.27', 'kubectl wait --for=condition=Ready pod/web')
    await type(session, 'kubectl exec web -- rm /usr/share/nginx/html/index.html', 'kubectl exec web -- ls /usr/share/nginx/html')
    expect(await type(session, 'undo', 'kubectl exec web -- ls /usr/share/nginx/html')).toMatch(/Taken back: kubectl exec web -- rm [\s\S]*index\.html/)
    await type(session, 'kubectl exec web -- sh -c "cat /etc/hosts; ps > /dev/null"', 'kubectl exec web -- kill 1', 'kubectl exec web -- env')
    expect(await type(session, 'undo')).toMatch(/Taken back: kubectl exec web -- kill 1/)
    expect(await type(session, 'undo')).toMatch(/Taken back: kubectl run web/)
    session.end()
  })

  test('reset begins anew, and can be taken back', async () => {
    const session = await note()
    await type(session, 'kubectl create configmap note --from-literal=text=bye', 'reset')
    expect(await type(session, 'kubectl get configmap note')).toMatch(/NotFound/)
    expect(await type(session, 'redo', 'kubectl get configmap note -o jsonpath={.data.text}')).toMatch(/bye$/)
    session.end()
  })

  test('inside of a longer line it does no harm', async () => {
    const session = await note()
    await type(session, 'kubectl create configmap note --from-literal=text=bye', 'true && undo', 'kubectl create configmap two')
    expect(await type(session, 'kubectl get configmap -o name')).toBe('configmap/kube-root-ca.crt\nconfigmap/two\n')
    session.end()
  })
})

test('Ctrl-C, what was typed and what editors left come back when lines are played again', async () => {
  const begun = { seed: 's', start: Date.parse('2026-01-05T09:00:00Z'), step: 0 }
  progress().keep('note', under({ ...begun, transcript: [{ at: 0, line: 'kubectl create configmap before --from-literal=text=old' }] }))
  const before = await sitDown('note', folder())
  const edited = (await type(before, 'kubectl get configmap before -o yaml')).replace('old', 'edited')
  before.end()
  const transcript = [
    { at: 0, line: 'kubectl create configmap before --from-literal=text=old' },
    { at: 1000, line: 'kubectl get configmaps -w', outside: { cut: 5000 } },
    { at: 6000, line: 'kubectl edit configmap before', outside: { edits: [{ text: edited, status: 0 }] } },
    { at: 7000, line: 'cat > typed', outside: { stdin: ['by hand\n'] } },
    { at: 8000, line: 'kubectl run box --image=busybox:1.36 --command -- sleep 1000' },
    {
      at: 20_000,
      line: 'kubectl exec -it box -- sh',
      outside: {
        keys: [
          { after: 500, text: 'echo typed > /note\r' },
          { after: 1500, text: 'exit\r' },
        ],
      },
    },
  ]
  progress().keep('note', under({ ...begun, transcript }))
  const session = await sitDown('note', folder())
  expect(stageOf(session).elapsed()).toBe(21_500)
  expect(stageOf(session).world.get({ kind: 'configmap', namespace: 'default' }, 'before')?.data).toEqual({ text: 'edited' })
  expect(await type(session, 'cat typed', 'kubectl exec box -- cat /note')).toBe('by hand\ntyped\n')
  session.end()
})

test('what happens in a trial does not happen', async () => {
  const session = await sitDown('first-pod')
  await type(session, 'kubectl run web --image=nginx:1.27', 'next', 'ff 1m')
  const place = { kind: 'pod', namespace: 'default' }
  const trial = await stageOf(session).world.trial()
  expect(trial.world.get(place, 'web')).toEqual(stageOf(session).world.get(place, 'web'))
  await trial.run('kubectl delete pod web --now')
  trial.wait(5000)
  expect(trial.world.get(place, 'web')).toBeUndefined()
  expect(stageOf(session).world.get(place, 'web')).toBeDefined()
  trial.end()
  session.end()
})

test('a trial begins where the learner is, with what was typed to a program', async () => {
  const session = await sitDown('note', folder(), 'by hand\n')
  await type(session, 'cat > typed')
  const trial = await stageOf(session).world.trial()
  expect(trial.world.file('typed')).toBe('by hand\n')
  trial.end()
  session.end()
})

describe('progress', () => {
  test('whoever leaves comes back to where they were', async () => {
    const first = await sitDown('first-pod')
    await type(first, 'kubectl run web --image=nginx:1.27', 'next', 'kubectl get pods', 'quit')
    expect(first.ended).toBe(true)
    const pod = stageOf(first).world.get({ kind: 'pod', namespace: 'default' }, 'web')
    first.end()
    expect(progress().unfinished).toBe('first-pod')
    const second = await sitDown('first-pod')
    expect(seen).toMatch(/^│ Your first pod\n│ On we go where you left; reset begins anew\.\n│\n│ Step 2 of 4\n/)
    expect(await second.prompt()).toBe('first-pod 2/4 (default) $ ')
    expect(stageOf(second).world.get({ kind: 'pod', namespace: 'default' }, 'web')).toEqual(pod)
    expect(await type(second, `answer ${pod?.spec.nodeName}`)).toMatch(/✓ web runs on worker-\d: the scheduler chose it, not you/)
    second.end()
  })

  test('is written in one step, and what others wrote stays', () => {
    const [mine, yours] = [progress(), progress()]
    mine.keep('first-pod', done)
    yours.keep('namespaces', under({ seed: 's', start: 1, step: 0, transcript: [] }))
    mine.keep('rbac-roles', done)
    expect([progress().of('first-pod').finished, progress().of('namespaces').begun?.seed, progress().of('nothing')]).toEqual([true, 's', { finished: false }])
    expect(readdirSync(join(home, 'ktutor'))).toEqual(['progress.json'])
  })

  test.each([
    ['{"format":1,"lessons":', 'it is damaged'],
    ['{"format":2,"lessons":{}}', 'it was written by a newer ktutor'],
    ['[]', 'it is not what ktutor writes'],
    ['{"format":1,"lessons":{"first-pod":{"finished":false,"begun":{"seed":7}}}}', 'it is not what ktutor writes'],
  ])('that can not be read is kept aside: %s', (text, why) => {
    progress().keep('first-pod', done)
    writeFileSync(path, text)
    progress().keep('namespaces', done)
    expect(said).toEqual([`your progress could not be read: ${why}. It is kept as ~/ktutor/progress.json.kept, and a new file is begun.`])
    expect(readFileSync(`${path}.kept`, 'utf8')).toBe(text)
    expect(progress().of('namespaces').finished).toBe(true)
    writeFileSync(path, 'again')
    progress().keep('namespaces', done)
    expect(existsSync(`${path}.kept-2`)).toBe(true)
  })

  test('that can not be written is said once, and the lesson goes on', async () => {
    writeFileSync(join(home, 'ktutor'), 'a file where a folder should be')
    const session = await note()
    await type(session, 'echo one', 'echo two')
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^your progress can't be kept: /)
    session.end()
  })
})

test('a check that throws does not end the session', async () => {
  const session = await sitDown(
    'note',
    folder({ 'note/lesson.yaml': goodLesson.replace('where: { data.text: hello }', 'where: { data.text: { matches: "(" } }') }),
  )
  expect(await type(session, 'kubectl create configmap note --from-literal=text=hello', 'kubectl get configmap note -o name')).toMatch(
    /^configmap\/note created\n│ This lesson has an error, please report it: note: step write: checks\[0\][\s\S]*\nconfigmap\/note\n$/,
  )
  session.end()
})
