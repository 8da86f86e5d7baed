/** The life of a pod on a node, from its arrival to its last status. */
import { expect, test } from '@jest/globals'
import { workbench } from './workbench.ts'

test('a pod that comes to the node waits, gets an address, pulls its image and runs', () => {
  const { pod, seconds, get, status, events } = workbench()
  pod({
    containers: [{ name: 'web', image: 'nginx:1.25', imagePullPolicy: 'IfNotPresent', resources: { requests: { cpu: '100m' }, limits: { memory: '64Mi' } } }],
  })
  expect(get().status).toEqual({
    observedGeneration: 1,
    phase: 'Pending',
    qosClass: 'BestEffort',
    hostIP: '172.18.0.3',
    hostIPs: [{ ip: '172.18.0.3' }],
    startTime: '2026-01-01T00:00:00Z',
    resources: { requests: { cpu: '100m' }, limits: { memory: '64Mi' } },
    allocatedResources: { cpu: '100m' },
    conditions: [
      { type: 'PodReadyToStartContainers', status: 'False' },
      { type: 'Initialized', status: 'True' },
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [web]' },
      { type: 'ContainersReady', status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [web]' },
      { type: 'PodScheduled', status: 'True' },
    ].map((condition) => ({ ...condition, observedGeneration: 1, lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:00Z' })),
    containerStatuses: [
      {
        name: 'web',
        image: 'nginx:1.25',
        imageID: '',
        ready: false,
        started: false,
        restartCount: 0,
        state: { waiting: { reason: 'ContainerCreating' } },
        lastState: {},
      },
    ],
  })
  seconds(4)
  expect(get().status.phase).toBe('Running')
  expect(get().status.podIP).toBe('10.244.1.2')
  expect(get().status.conditions.map(({ type, status }: any) => `${type}=${status}`)).toEqual([
    'PodReadyToStartContainers=True',
    'Initialized=True',
    'Ready=True',
    'ContainersReady=True',
    'PodScheduled=True',
  ])
  expect(status()).toEqual({
    name: 'web',
    image: 'docker.io/library/nginx:1.25',
    imageID: `docker.io/library/nginx@sha256:${'ab'.repeat(32)}`,
    containerID: `containerd://${'1'.padStart(64, '0')}`,
    ready: true,
    started: true,
    restartCount: 0,
    resources: { requests: { cpu: '100m' }, limits: { memory: '64Mi' } },
    allocatedResources: { cpu: '100m' },
    state: { running: { startedAt: '2026-01-01T00:00:02Z' } },
    lastState: {},
    user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } },
  })
  expect(events).toEqual([
    'Normal Pulling Pulling image "nginx:1.25"',
    'Normal Pulled Successfully pulled image "nginx:1.25" in 2.1s (2.1s including waiting). Image size: 67000000 bytes.',
    'Normal Created Container created',
    'Normal Started Container started',
  ])
})

test('an image that is on the node is not pulled again', () => {
  const { pod, seconds, events, runtime } = workbench()
  runtime.local.add('nginx:1.25')
  pod()
  seconds(2)
  expect(events).toEqual([
    'Normal Pulled Container image "nginx:1.25" already present on machine and can be accessed by the pod',
    'Normal Created Container created',
    'Normal Started Container started',
  ])
})

test('an image that does not exist: ErrImagePull, then ImagePullBackOff, tried again after 10 s, 20 s, 40 s', () => {
  const { pod, seconds, events, runtime, status, clock } = workbench()
  runtime.broken['nginx:9'] = 'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9": not found'
  pod({ containers: [{ name: 'web', image: 'nginx:9', imagePullPolicy: 'IfNotPresent' }] })
  clock.advanceUntil(() => status()?.state.waiting.reason === 'ErrImagePull', 10_000)
  expect(status().state.waiting).toEqual({
    reason: 'ErrImagePull',
    message: 'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9": not found',
  })
  seconds(2)
  expect(status().state.waiting).toEqual({
    reason: 'ImagePullBackOff',
    message:
      'Back-off pulling image "nginx:9": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9": not found',
  })
  expect(events).toEqual([
    'Normal Pulling Pulling image "nginx:9"',
    'Warning Failed Failed to pull image "nginx:9": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9": not found',
    'Warning Failed Error: ErrImagePull',
    'Normal BackOff Back-off pulling image "nginx:9"',
    'Warning Failed Error: ImagePullBackOff',
  ])
  const pulls = (): number => events.filter((event) => event.startsWith('Normal Pulling')).length
  seconds(16)
  expect(pulls()).toBe(2)
  seconds(33)
  expect(pulls()).toBe(3)
  seconds(63)
  expect(pulls()).toBe(4)
})

test('a container that crashes is restarted at once, then after 10 s, 20 s, … 5 min', () => {
  const { pod, seconds, events, runtime, status, clock, get } = workbench()
  runtime.programs.web = { ends: { after: 1, code: 1 }, log: ['no config'] }
  runtime.local.add('nginx:1.25')
  const starts: number[] = []
  runtime.programs.web = { ...runtime.programs.web, started: () => starts.push(Math.round((clock.now() - Date.parse('2026-01-01T00:00:00Z')) / 1000)) }
  pod()
  seconds(6)
  expect(status().restartCount).toBe(1)
  expect(status().state.waiting).toEqual({ reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container=web pod=web_default(uid-web)' })
  expect(status().lastState.terminated).toMatchObject({ exitCode: 1, reason: 'Error', containerID: `containerd://${'2'.padStart(64, '0')}` })
  expect(get().status.phase).toBe('Running')
  expect(events.at(-1)).toBe('Warning BackOff Back-off restarting failed container web in pod web_default(uid-web)')
  seconds(1800)
  const gaps = starts.slice(1).map((time, index) => time - (starts[index] as number))
  // The back-off that was due, a second of running, and the time until the kubelet looks again.
  for (const [index, backOff] of [0, 10, 20, 40, 80, 160, 300].entries()) {
    expect(gaps[index]).toBeGreaterThan(backOff)
    expect(gaps[index]).toBeLessThan(backOff * 1.5 + 35)
  }
})

test('a program that was killed for its memory says so', () => {
  const { pod, seconds, runtime, status } = workbench()
  runtime.programs.web = { ends: { after: 1, code: 137, reason: 'OOMKilled' } }
  pod({ restartPolicy: 'Never' })
  seconds(5)
  expect(status().state.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
})

test('a command that does not exist', () => {
  const { pod, seconds, runtime, status, events } = workbench()
  runtime.programs.web = { startError: 'failed to create containerd task: exec: "nope": executable file not found in $PATH' }
  pod()
  seconds(3)
  expect(status().state.waiting.reason).toMatch(/RunContainerError|CrashLoopBackOff/)
  expect(status().lastState.terminated).toMatchObject({ exitCode: 128, reason: 'StartError', startedAt: '1970-01-01T00:00:00Z' })
  expect(events).toContain('Warning Failed Error: failed to create containerd task: exec: "nope": executable file not found in $PATH')
})

test('a job that is done: Succeeded, and nothing is left to start', () => {
  const { pod, seconds, runtime, get } = workbench()
  runtime.programs.web = { ends: { after: 3, code: 0 } }
  pod({ restartPolicy: 'OnFailure' })
  seconds(10)
  expect(get().status.phase).toBe('Succeeded')
  expect(get().status.conditions.map(({ type, status, reason }: any) => [type, status, reason])).toEqual([
    ['PodReadyToStartContainers', 'False', undefined],
    ['Initialized', 'True', 'PodCompleted'],
    ['Ready', 'False', 'PodCompleted'],
    ['ContainersReady', 'False', 'PodCompleted'],
    ['PodScheduled', 'True', undefined],
  ])
})

test('init containers one after the other, a sidecar beside them, then the rest', () => {
  const { pod, seconds, runtime, get, status, clock } = workbench()
  const order: string[] = []
  const note = (name: string, program: object): void => {
    runtime.programs[name] = { ...program, started: () => order.push(name) }
  }
  note('first', { ends: { after: 2, code: 0 } })
  note('proxy', { obeysAfter: 1 })
  note('second', { ends: { after: 2, code: 0 } })
  note('web', { ends: { after: 5, code: 0 } })
  const image = 'nginx:1.25'
  runtime.local.add(image)
  pod({
    restartPolicy: 'Never',
    initContainers: [
      { name: 'first', image },
      { name: 'proxy', image, restartPolicy: 'Always' },
      { name: 'second', image },
    ],
    containers: [{ name: 'web', image }],
  })
  seconds(2)
  expect(status('web').state).toEqual({ waiting: { reason: 'PodInitializing' } })
  expect(get().status.conditions[1]).toMatchObject({
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [first proxy second]',
  })
  clock.advanceUntil(() => get().status.phase === 'Running', 20_000)
  expect(order).toEqual(['first', 'proxy', 'second', 'web'])
  seconds(20)
  expect(get().status.phase).toBe('Succeeded')
  expect(status('proxy').state.terminated.exitCode).toBe(0)
})

test('an init container that fails, in a pod that never restarts: the pod has failed', () => {
  const { pod, seconds, runtime, get } = workbench()
  runtime.programs.setup = { ends: { after: 1, code: 3 } }
  pod({ restartPolicy: 'Never', initContainers: [{ name: 'setup', image: 'nginx:1.25' }] })
  seconds(10)
  expect(get().status.phase).toBe('Failed')
  expect(get().status.conditions[1]).toMatchObject({
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [setup]',
  })
})

test('deletion: SIGTERM, the end of the program, a last status, and the pod is gone', () => {
  const { pod, seconds, runtime, get, events, api } = workbench()
  runtime.programs.web = { obeysAfter: 3 }
  pod()
  seconds(5)
  api.delete('/api/v1/namespaces/default/pods/web')
  seconds(1)
  expect(events.at(-1)).toBe('Normal Killing Stopping container web')
  expect(get().status.phase).toBe('Running')
  seconds(3)
  expect(get()).toBeUndefined()
  expect(runtime.containers.size).toBe(0)
})

test('a program that does not listen to SIGTERM is killed when its grace is over, preStop included', () => {
  const { pod, seconds, runtime, get, api } = workbench()
  runtime.programs.web = {}
  pod({ terminationGracePeriodSeconds: 20, containers: [{ name: 'web', image: 'nginx:1.25', lifecycle: { preStop: { sleep: { seconds: 5 } } } }] })
  seconds(5)
  api.delete('/api/v1/namespaces/default/pods/web', 20)
  seconds(19)
  expect(get()).toBeDefined()
  seconds(1)
  expect(get()).toBeUndefined()
})

test('a pod deleted by force is gone from the API at once, its containers end later', () => {
  const { pod, seconds, runtime, api } = workbench()
  runtime.programs.web = {}
  pod()
  seconds(5)
  api.delete('/api/v1/namespaces/default/pods/web', 0)
  seconds(29)
  expect(runtime.containers.size).toBe(1)
  seconds(2)
  expect(runtime.containers.size).toBe(0)
})

test('activeDeadlineSeconds', () => {
  const { pod, seconds, get, events } = workbench()
  pod({ activeDeadlineSeconds: 10 })
  seconds(12)
  expect(get().status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' })
  expect(events).toContain('Normal DeadlineExceeded Pod was active on the node longer than the specified deadline')
})

test('a pod that does not fit is refused', () => {
  const { pod, seconds, get, events } = workbench()
  pod({ containers: [{ name: 'web', image: 'nginx:1.25', resources: { requests: { cpu: '6' } } }] })
  seconds(1)
  expect(get().status).toMatchObject({
    phase: 'Failed',
    reason: 'OutOfcpu',
    message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 6000, used: 0, capacity: 4000",
  })
  expect(events).toEqual(["Warning OutOfcpu Node didn't have enough resource: cpu, requested: 6000, used: 0, capacity: 4000"])
})

test('a changed image restarts the container', () => {
  const { pod, seconds, api, events, status } = workbench()
  pod()
  seconds(5)
  api.change('/api/v1/namespaces/default/pods/web', (web) => ({
    ...web,
    spec: { ...web.spec, containers: [{ ...web.spec.containers[0], image: 'nginx:1.26' }] },
  }))
  seconds(6)
  expect(events).toContain('Normal Killing Container web definition changed, will be restarted')
  expect(status()).toMatchObject({ image: 'docker.io/library/nginx:1.26', restartCount: 1, ready: true })
})

test('a quiet node is at rest: nothing is due but heartbeats', () => {
  const { pod, seconds, clock } = workbench()
  pod()
  seconds(5)
  expect(clock.atRest()).toBe(true)
})
