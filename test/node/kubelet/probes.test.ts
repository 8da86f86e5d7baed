/** Probes: what they ask, what they say, and what follows. */
import { expect, test } from '@jest/globals'
import { RuntimeError } from '../../../src/node/container-runtime/cri.ts'
import { type Workbench, workbench } from './workbench.ts'

const ok = { ok: true, status: 200, body: '' } as const
const error = { ok: true, status: 503, body: '' } as const

const ready = ({ get }: Workbench): string => get().status.conditions.find(({ type }: any) => type === 'Ready').status

const web = (probes: object): object => ({ containers: [{ name: 'web', image: 'nginx:1.25', ports: [{ name: 'http', containerPort: 80 }], ...probes }] })

test('readiness: a pod is ready when its program answers, and stops being so when it does not', () => {
  const bench = workbench()
  bench.runtime.local.add('nginx:1.25')
  bench.pod(web({ readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5, failureThreshold: 2 } }))
  bench.seconds(2)
  expect(bench.get().status.phase).toBe('Running')
  expect(ready(bench)).toBe('False')
  expect(bench.events.at(-1)).toBe(
    'Warning Unhealthy Readiness probe failed: Get "http://10.244.1.2:80/healthz": dial tcp 10.244.1.2:80: connect: connection refused',
  )
  bench.answers[80] = ok
  bench.seconds(5)
  expect(ready(bench)).toBe('True')
  bench.answers[80] = error
  bench.seconds(5)
  expect(ready(bench)).toBe('True')
  expect(bench.events.at(-1)).toBe('Warning Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503')
  bench.seconds(5)
  expect(ready(bench)).toBe('False')
  expect(bench.status().restartCount).toBe(0)
})

test('liveness: a container that fails it three times is stopped and started again', () => {
  const bench = workbench()
  bench.answers[80] = ok
  bench.pod(web({ livenessProbe: { httpGet: { port: 80 }, periodSeconds: 10, failureThreshold: 3 } }))
  bench.seconds(15)
  expect(bench.clock.atRest()).toBe(true)
  delete bench.answers[80]
  bench.seconds(32)
  expect(bench.events.slice(-6)).toEqual([
    'Warning Unhealthy Liveness probe failed: Get "http://10.244.1.2:80/": dial tcp 10.244.1.2:80: connect: connection refused',
    'Warning Unhealthy Liveness probe failed: Get "http://10.244.1.2:80/": dial tcp 10.244.1.2:80: connect: connection refused',
    'Normal Killing Container web failed liveness probe, will be restarted',
    'Normal Pulled Container image "nginx:1.25" already present on machine and can be accessed by the pod',
    'Normal Created Container created',
    'Normal Started Container started',
  ])
  expect(bench.status()).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 0, reason: 'Completed' } } })
})

test('startup: nothing else is asked until it has succeeded', () => {
  const bench = workbench()
  bench.pod(web({ startupProbe: { tcpSocket: { port: 80 }, periodSeconds: 2, failureThreshold: 30 }, readinessProbe: { tcpSocket: { port: 81 } } }))
  bench.seconds(20)
  expect(bench.status()).toMatchObject({ started: false, ready: false })
  expect(bench.events.at(-1)).toBe('Warning Unhealthy Startup probe failed: dial tcp 10.244.1.2:80: connect: connection refused')
  bench.answers[80] = ok
  bench.answers[81] = ok
  bench.seconds(2)
  expect(bench.status().started).toBe(true)
  bench.seconds(10)
  expect(bench.status().ready).toBe(true)
})

test('exec: the exit code decides, the output is the reason', () => {
  const bench = workbench()
  let healthy = true
  bench.runtime.programs.web = {
    obeysAfter: 1,
    command: () => (healthy ? {} : { exitCode: 1, stderr: "cat: can't open '/tmp/healthy': No such file or directory\n" }),
  }
  bench.pod(web({ livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 } }))
  bench.seconds(30)
  healthy = false
  bench.seconds(5)
  expect(bench.events.at(-1)).toBe("Warning Unhealthy Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n")
  bench.seconds(11)
  expect(bench.events).toContain('Normal Killing Container web failed liveness probe, will be restarted')
})

test('an exec probe that takes too long has failed', () => {
  const bench = workbench()
  bench.runtime.programs.web = { obeysAfter: 1, command: () => ({ seconds: 5 }) }
  bench.pod(web({ readinessProbe: { exec: { command: ['sleep', '5'] }, timeoutSeconds: 1 } }))
  bench.seconds(5)
  expect(bench.events.at(-1)).toBe('Warning Unhealthy Readiness probe failed: command timed out: "sleep 5" timed out after 1s')
})

test('a command that is not there gives no answer, and a liveness probe without an answer restarts nothing', () => {
  const bench = workbench()
  bench.runtime.programs.web = {
    obeysAfter: 1,
    command: () => {
      throw new RuntimeError('StartError', 'failed to exec in container: failed to start exec "id": exec: "cat /x": not found: unknown', 126)
    },
  }
  bench.pod(web({ livenessProbe: { exec: { command: ['cat /x'] }, periodSeconds: 5 } }))
  bench.seconds(60)
  expect(bench.events.at(-1)).toBe(
    'Warning Unhealthy Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "id": exec: "cat /x": not found: unknown',
  )
})

test('a port name that the container does not have', () => {
  const bench = workbench()
  bench.pod(web({ readinessProbe: { httpGet: { port: 'web' } } }))
  bench.seconds(5)
  expect(bench.events.at(-1)).toBe('Warning Unhealthy Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax')
})

test('a postStart hook that fails ends the container', () => {
  const bench = workbench()
  bench.runtime.programs.web = { obeysAfter: 0, command: () => ({ exitCode: 1 }) }
  bench.pod(web({ lifecycle: { postStart: { exec: { command: ['/bin/false'] } } } }))
  bench.seconds(4)
  expect(bench.events).toEqual(expect.arrayContaining(['Warning FailedPostStartHook PostStartHook failed', 'Normal Killing FailedPostStartHook']))
})
