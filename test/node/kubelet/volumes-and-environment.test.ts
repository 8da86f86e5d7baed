/** What a container finds when it starts: its variables, its files, and what happens when a source is missing. */
import { expect, test } from '@jest/globals'
import { workbench } from './workbench.ts'

const secret = (data: Record<string, string>): object => ({
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
})

test('variables: literals, references, ConfigMaps, Secrets, the pod itself, and Services', () => {
  const { pod, seconds, api, runtime } = workbench()
  api.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'app' }, data: { COLOR: 'blue', SIZE: 'XL' } })
  api.create('/api/v1/namespaces/default/secrets', { metadata: { name: 'db' }, ...secret({ password: 's3cret' }) })
  api.create('/api/v1/namespaces/default/services', {
    metadata: { name: 'my-api' },
    spec: { clusterIP: '10.96.1.2', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] },
  })
  pod({
    serviceAccountName: 'default',
    containers: [
      {
        name: 'web',
        image: 'nginx:1.25',
        resources: { limits: { cpu: '500m', memory: '64Mi' } },
        args: ['--color=$(COLOR)', '$(UNKNOWN)', '$$(COLOR)'],
        envFrom: [{ configMapRef: { name: 'app' } }, { prefix: 'DB_', secretRef: { name: 'db' } }],
        env: [
          { name: 'GREETING', value: 'a $(COLOR) $(SIZE) at $(MY_API_SERVICE_HOST)' },
          { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
          { name: 'MAYBE', valueFrom: { configMapKeyRef: { name: 'none', key: 'x', optional: true } } },
          { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
          { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
        ],
      },
    ],
  })
  seconds(4)
  const { env, args } = runtime.config('web')
  expect(args).toEqual(['--color=blue', '$(UNKNOWN)', '$(COLOR)'])
  expect(env).toEqual({
    COLOR: 'blue',
    SIZE: 'XL',
    DB_password: 's3cret',
    GREETING: 'a blue XL at 10.96.1.2',
    PASSWORD: 's3cret',
    POD: 'web',
    IP: '10.244.1.2',
    CPU: '1',
    MEMORY: '64',
    MY_API_SERVICE_HOST: '10.96.1.2',
    MY_API_SERVICE_PORT: '8080',
    MY_API_SERVICE_PORT_HTTP: '8080',
    MY_API_PORT: 'tcp://10.96.1.2:8080',
    MY_API_PORT_8080_TCP: 'tcp://10.96.1.2:8080',
    MY_API_PORT_8080_TCP_PROTO: 'tcp',
    MY_API_PORT_8080_TCP_PORT: '8080',
    MY_API_PORT_8080_TCP_ADDR: '10.96.1.2',
  })
})

test.each([
  ['a ConfigMap', { configMapKeyRef: { name: 'app', key: 'color' } }, 'configmap "app" not found'],
  ['a Secret', { secretKeyRef: { name: 'db', key: 'password' } }, 'secret "db" not found'],
  ['a key', { configMapKeyRef: { name: 'there', key: 'color' } }, "couldn't find key color in ConfigMap default/there"],
])('%s that is missing: CreateContainerConfigError, until it is there', (_what, valueFrom, message) => {
  const { pod, seconds, api, status, events } = workbench()
  api.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'there' }, data: {} })
  pod({ containers: [{ name: 'web', image: 'nginx:1.25', env: [{ name: 'X', valueFrom }] }] })
  seconds(5)
  expect(status().state.waiting).toEqual({ reason: 'CreateContainerConfigError', message })
  expect(events).toContain(`Warning Failed Error: ${message}`)
  api.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'app' }, data: { color: 'blue' } })
  api.create('/api/v1/namespaces/default/secrets', { metadata: { name: 'db' }, ...secret({ password: 'x' }) })
  api.change('/api/v1/namespaces/default/configmaps/there', (map) => ({ ...map, data: { color: 'red' } }))
  seconds(16)
  expect(status().ready).toBe(true)
})

test('volumes: files of a ConfigMap, a Secret, the pod, a token, and an empty place shared by two containers', () => {
  const { pod, seconds, api, runtime } = workbench()
  api.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'site' }, data: { 'index.html': '<h1>hi</h1>', other: 'x' } })
  api.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'kube-root-ca.crt' }, data: { 'ca.crt': 'CA' } })
  api.create('/api/v1/namespaces/default/secrets', { metadata: { name: 'db' }, ...secret({ password: 's3cret' }) })
  const access = {
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ],
  }
  const image = 'nginx:1.25'
  pod({
    serviceAccountName: 'default',
    volumes: [
      { name: 'site', configMap: { name: 'site', items: [{ key: 'index.html', path: 'html/index.html' }] } },
      { name: 'db', secret: { secretName: 'db', defaultMode: 0o400 } },
      { name: 'access', projected: access },
      { name: 'scratch', emptyDir: {} },
    ],
    containers: [
      {
        name: 'web',
        image,
        volumeMounts: [
          { name: 'site', mountPath: '/usr/share/nginx', readOnly: true },
          { name: 'db', mountPath: '/db' },
          { name: 'access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
          { name: 'scratch', mountPath: '/scratch' },
        ],
      },
      { name: 'writer', image, volumeMounts: [{ name: 'scratch', mountPath: '/out', subPath: 'a' }] },
    ],
  })
  seconds(4)
  const at = (path: string): any => runtime.config('web').mounts.find((mount) => mount.path === path)
  expect([...at('/usr/share/nginx').files]).toEqual([['html/index.html', { text: '<h1>hi</h1>', mode: 0o644 }]])
  expect([...at('/db').files]).toEqual([['password', { text: 's3cret', mode: 0o400 }]])
  expect([...at('/var/run/secrets/kubernetes.io/serviceaccount').files].map(([path, { text }]: any) => [path, text])).toEqual([
    ['token', 'token of default'],
    ['ca.crt', 'CA'],
    ['namespace', 'default'],
  ])
  expect(runtime.config('writer').mounts[0]).toMatchObject({ path: '/out', subPath: 'a' })
  expect(runtime.config('writer').mounts[0]?.files).toBe(at('/scratch').files)
  expect(at('/etc/hosts').files.get('hosts').text).toContain('10.244.1.2\tweb\n')

  api.change('/api/v1/namespaces/default/configmaps/site', (map) => ({ ...map, data: { 'index.html': '<h1>new</h1>' } }))
  seconds(5)
  expect(at('/usr/share/nginx').files.get('html/index.html').text).toBe('<h1>hi</h1>')
  seconds(90)
  expect(at('/usr/share/nginx').files.get('html/index.html').text).toBe('<h1>new</h1>')
})

test('a volume whose ConfigMap is missing holds the pod up', () => {
  const { pod, seconds, api, get, status, events } = workbench()
  pod({
    volumes: [{ name: 'site', configMap: { name: 'site' } }],
    containers: [{ name: 'web', image: 'nginx:1.25', volumeMounts: [{ name: 'site', mountPath: '/site', readOnly: true }] }],
  })
  seconds(5)
  expect(status().state).toEqual({ waiting: { reason: 'ContainerCreating' } })
  expect(status().volumeMounts).toEqual([{ name: 'site', mountPath: '/site', readOnly: true, recursiveReadOnly: 'Disabled' }])
  // At once, and after 0.5 s, 1 s, 2 s.
  expect(events).toEqual(Array(4).fill('Warning FailedMount MountVolume.SetUp failed for volume "site" : configmap "site" not found'))
  seconds(120)
  expect(events).toContain(
    'Warning FailedMount Unable to attach or mount volumes: unmounted volumes=[site], unattached volumes=[], failed to process volumes=[]: context deadline exceeded',
  )
  api.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'site' }, data: {} })
  seconds(130)
  expect(get().status.phase).toBe('Running')
})

test('what a program writes to its termination log is the message of its end', () => {
  const { pod, seconds, runtime, status } = workbench()
  runtime.programs.web = {
    ends: { after: 1, code: 2 },
    started: ({ mounts }) => void mounts.find((mount) => mount.path === '/dev/termination-log')?.files.set('termination-log', { text: 'no disk', mode: 0o666 }),
  }
  pod({ restartPolicy: 'Never' })
  seconds(5)
  expect(status().state.terminated).toMatchObject({ exitCode: 2, message: 'no disk' })
})
