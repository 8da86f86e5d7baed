/** What counts as telling the cluster, and what as writing down. */
import { expect, test } from '@jest/globals'
import { bothWays, styleOf } from '../../src/tutor/gates/both-ways.ts'
import type { Lesson } from '../../src/tutor/lesson/load.ts'
import type { Step } from '../../src/tutor/lesson/schema.ts'

const wayOf = (...lines: string[]) => ({ step: 'make', name: 'a', exchanges: lines.map((command, line) => ({ command, line, output: '', exitCode: 0 })) })

test.each([
  ['kubectl run web --image=nginx', 'imperative'],
  ['kubectl -n shop create deployment web --image=nginx', 'imperative'],
  ['for n in a b; do kubectl create namespace $n; done', 'imperative'],
  ['kubectl create -f web.yaml', 'declarative'],
  ['sed s/1/2/ web.yaml | kubectl apply -f -', 'declarative'],
  ['kubectl run web --image=nginx --dry-run=client -o yaml | kubectl apply -f -', 'declarative'],
  ["KUBE_EDITOR='sed -i s/1/2/' kubectl edit deployment web", 'declarative'],
  ['kubectl set env --local -f web.yaml A=b -o yaml > new.yaml', undefined],
  ['kubectl create deployment web --image=nginx --dry-run=client -o yaml', undefined],
  ['TOKEN=$(kubectl create token robot)', undefined],
  ['kubectl get pods; kubectl delete pod web', undefined],
])('%s: %s', (line, style) => expect(styleOf(wayOf(line))).toBe(style))

test('both are wanted, or a reason; and no reason where both are there', () => {
  const told = wayOf('kubectl run web --image=nginx')
  const written = { ...wayOf('kubectl apply -f web.yaml'), name: 'b' }
  const lesson = (...ways: object[]) => ({ ways }) as unknown as Lesson
  const step = (reason?: string) => ({ id: 'make', ...(reason && { 'one-way': reason }) }) as unknown as Step
  expect(bothWays(lesson(told, written), step())).toEqual([])
  expect(bothWays(lesson(wayOf('kubectl delete pod web')), step())).toEqual([])
  expect(bothWays(lesson(told), step())).toEqual([
    { expected: 'a way that is declarative besides the imperative (solution.md), or one-way: why there is none', seen: 'a' },
  ])
  expect(bothWays(lesson(written), step('No command writes probes.'))).toEqual([])
  expect(bothWays(lesson(told, written), step('No command writes probes.'))).toEqual([
    { expected: 'no one-way: nothing is missing', seen: 'No command writes probes.' },
  ])
})
