import { describe, expect, test } from '@jest/globals'
import { commandTable } from '../../src/kubectl/flag-table.ts'
import { explainLine as explain, type Part } from '../../src/tutor/insight/explain-line.ts'
import { partLines } from '../../src/tutor/insight/show-parts.ts'
import { plainPaint } from '../../src/tutor/player/speech.ts'

const explainLine = (line: string) => explain(line, commandTable())

const shape = (parts: readonly Part[]): string[] => parts.map(({ text, role, notes }) => `${role}: ${text}${notes ? ` (${notes.join('; ')})` : ''}`)

describe('a line, token by token', () => {
  test('verb, kind, flags in every form', () => {
    expect(shape(explainLine('kubectl get pods,svc -A -owide --selector=app=web --watch'))).toEqual([
      'program: kubectl',
      'command: get',
      'kind: pods,svc',
      'flag: -A',
      'flag: -owide',
      'flag: --selector=app=web',
      'flag: --watch',
    ])
  })

  test('a flag tells its default, its other form and its scope', () => {
    const [, , , flag] = explainLine('kubectl get pods --namespace shop')
    expect(flag).toMatchObject({ text: '--namespace shop', flag: { name: 'namespace', shorthand: 'n', type: 'string', default: '', scope: 'global' } })
    expect(flag?.says).toContain('short: -n')
  })

  test('what has no effect here is said', () => {
    expect(shape(explainLine('kubectl get nodes -n shop'))[3]).toBe('flag: -n shop (no effect here: Node lives in no namespace)')
    expect(shape(explainLine('kubectl get pods -A -n shop'))[4]).toBe('flag: -n shop (no effect here: --all-namespaces looks into all of them)')
    expect(shape(explainLine('kubectl get pods -o yaml --show-labels'))[4]).toBe('flag: --show-labels (no effect here: only tables have columns)')
    expect(shape(explainLine('kubectl scale deploy web --replicas=1 --replicas=2'))[4]).toContain('the last one counts')
  })

  test('did you mean', () => {
    expect(shape(explainLine('kubectl gte pods'))[1]).toBe('unknown: gte (did you mean get?)')
    expect(shape(explainLine('kubectl get pods --selectr=a'))[3]).toBe('unknown: --selectr=a (did you mean --selector?)')
    expect(shape(explainLine('kubectl create deploymnt web'))[2]).toBe('unknown: deploymnt (did you mean deployment?)')
  })

  test('values that a flag does not take, and values that the shell fills in', () => {
    expect(shape(explainLine('kubectl scale deploy web --replicas=many'))[4]).toBe('flag: --replicas=many ("many" is no value for it (int))')
    expect(shape(explainLine('kubectl scale deploy web --replicas=$N'))[4]).toBe('flag: --replicas=$N')
  })

  test('what is behind two dashes belongs to the container', () => {
    expect(shape(explainLine('kubectl exec -it web -- ls -l'))).toEqual([
      'program: kubectl',
      'command: exec',
      'flag: -i',
      'flag: -t',
      'name: web',
      'operator: --',
      'argument: ls',
      'argument: -l',
    ])
  })

  test('pipes, redirections, variables and substitutions', () => {
    expect(shape(explainLine('N=1 kubectl get pods | grep web > out.txt && echo ok'))).toEqual([
      'assignment: N=1',
      'program: kubectl',
      'command: get',
      'kind: pods',
      'operator: |',
      'program: grep',
      'argument: web',
      'file: > out.txt',
      'operator: &&',
      'program: echo',
      'argument: ok',
    ])
    const [, , , name] = explainLine('kubectl delete pod $(kubectl get pods -o name)')
    expect(shape(name?.inner ?? [])).toEqual(['program: kubectl', 'command: get', 'kind: pods', 'flag: -o name'])
  })

  test.each(['', '   ', "kubectl get 'x", '((((', '| | |', '-- --', 'kubectl -', 'kubectl get -n', '\u0000\u001b[31m'])(
    'garbage is shown, not crashed on: %j',
    (line) => {
      expect(Array.isArray(explainLine(line))).toBe(true)
    },
  )

  test('a line of thousands of words is no wait', () => {
    expect(explainLine('kubectl '.repeat(2000))).toHaveLength(2000)
  })

  test('on the terminal: parts on the left, meanings on the right', () => {
    expect(partLines(explainLine('kubectl get nodes -n x'), plainPaint, 80)).toEqual([
      'kubectl   sends requests to the API server and shows the answers',
      'get       Show objects',
      'nodes     Node: a machine of the cluster',
      '-n x      Namespace to work in, instead of the one that the context names.',
      '          (--namespace)',
      '          default none, works with every command',
      '          no effect here: Node lives in no namespace',
    ])
    expect(partLines([], plainPaint, 80)).toEqual(['(an empty line does nothing)'])
  })
})
